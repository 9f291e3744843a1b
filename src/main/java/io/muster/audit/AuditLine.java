package io.muster.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.audit.AuditEntry.Outcome;
import io.muster.audit.AuditEntry.Result;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;

/**
 * An entry as the log has it: a line of JSON. Its bytes are what is hashed, so a line that was
 * written once is passed on as it is, never written anew.
 *
 * @param logged when it was put into the log, by the clock of the leader; never before the line
 *     before it
 */
public record AuditLine(Instant logged, AuditEntry entry) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The line, without its end. */
  public String text() {
    ObjectNode line =
        JSON.createObjectNode()
            .put("logged", logged.toString())
            .put("at", entry.at().toString())
            .put("who", entry.actor().name())
            .put("by", entry.actor().credential())
            .put("from", entry.actor().address())
            .put("verb", entry.verb())
            .put("object", entry.object());
    switch (entry.outcome()) {
      case Outcome.Asked() -> line.put("result", word(Result.UNKNOWN));
      case Outcome.Ended(Result result, int status, String now) -> {
        line.put("result", word(result));
        if (status != 0) {
          line.put("status", status);
        }
        if (!now.isEmpty()) {
          line.put("now", now);
        }
      }
    }
    return line.put("id", entry.id()).toString();
  }

  /** As it is written, and asked for. */
  public static String word(Result result) {
    return result.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a line; members that this version does not know are passed over.
   *
   * @throws IllegalArgumentException if it is no line of an audit log
   */
  public static AuditLine parse(String text) {
    try {
      JsonNode line = JSON.readTree(text);
      Result result = Result.valueOf(string(line, "result").toUpperCase(Locale.ROOT));
      return new AuditLine(
          Instant.parse(string(line, "logged")),
          new AuditEntry(
              string(line, "id"),
              Instant.parse(string(line, "at")),
              new Actor(string(line, "who"), string(line, "by"), string(line, "from")),
              string(line, "verb"),
              string(line, "object"),
              new Outcome.Ended(
                  result, line.path("status").asInt(0), line.path("now").asText(""))));
    } catch (JsonProcessingException | DateTimeException e) {
      throw new IllegalArgumentException("this is no line of an audit log: " + e.getMessage(), e);
    }
  }

  private static String string(JsonNode line, String name) {
    JsonNode value = line.path(name);
    if (!value.isTextual()) {
      throw new IllegalArgumentException(
          "this is no line of an audit log: it has no '" + name + "'");
    }
    return value.textValue();
  }
}
