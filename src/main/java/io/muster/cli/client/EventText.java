package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Events in a line each. */
final class EventText {

  private static final int KIND = 14;

  private EventText() {}

  static String of(String kind, JsonNode data) {
    String text =
        switch (kind) {
          case "ready" -> data.path("agents").asInt() + " agents are known; following";
          case "overflow" -> data.path("advice").asText();
          case "agent" -> agent(data);
          case "custom-message" ->
              data.path("uid").asText()
                  + "  "
                  + data.path("capability").asText()
                  + " "
                  + data.path("type").asText();
          case "rollout" -> RolloutText.line(data).lines().findFirst().orElse("");
          default -> changed(data);
        };
    String line = kind + " ".repeat(Math.max(1, KIND - kind.length())) + "  " + text;
    return line.replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{Cntrl}", "?");
  }

  private static String agent(JsonNode data) {
    List<String> words = new ArrayList<>();
    data.path("changes").forEach(change -> words.add(change.asText()));
    StringBuilder text = new StringBuilder(data.path("uid").asText());
    text.append("  ").append(String.join(",", words));
    if (data.has("former")) {
      text.append(", was ").append(data.path("former").asText());
    }
    if (data.path("healthy").isBoolean()) {
      text.append(data.path("healthy").asBoolean() ? ", healthy" : ", unhealthy");
    }
    String wanted = Tables.wanted(data);
    if (!wanted.equals("-")) {
      String status = data.path("config").path("reported").path("status").asText();
      text.append(", ").append(wanted).append(' ').append(status);
    }
    String error = data.path("config").path("reported").path("error").asText();
    return error.isEmpty() ? text.toString() : text + ": " + error;
  }

  private static String changed(JsonNode data) {
    StringBuilder text = new StringBuilder(data.path("name").asText());
    if (data.path("revision").isNumber()) {
      text.append('@').append(data.path("revision").asLong());
    }
    return data.path("deleted").asBoolean() ? text + " deleted" : text + " changed";
  }
}
