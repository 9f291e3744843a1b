package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The server answered that it does not do it. */
final class Refused extends Exception {

  private static final long serialVersionUID = 1;

  private final int status;
  private final String text;

  private final transient JsonNode body;

  private Refused(int status, String text, JsonNode body) {
    super(text);
    this.status = status;
    this.text = text;
    this.body = body;
  }

  /** Of a body, which is a problem (RFC 9457) unless something else than the server answered. */
  static Refused of(int status, JsonNode body) {
    return of(status, body, fault -> null);
  }

  /** The same, its faults told in other words where there are some. */
  Refused told(Function<JsonNode, @Nullable String> words) {
    return of(status, body, words);
  }

  private static Refused of(int status, JsonNode body, Function<JsonNode, @Nullable String> words) {
    List<String> lines = new ArrayList<>();
    String detail = body.path("detail").asText("");
    lines.add(detail.isEmpty() ? "the server answers " + status : detail + " (" + status + ")");
    for (JsonNode fault : body.path("problems")) {
      String told = words.apply(fault);
      if (told != null) {
        lines.add("  " + told);
      } else if (!detail.contains(fault.path("message").asText())) {
        lines.add("  " + fault(fault));
      }
    }
    return new Refused(status, String.join(System.lineSeparator(), lines), body);
  }

  /** `collector.yaml:3:7: message (hint)`, and `warning: ` before it if it is one. */
  static String fault(JsonNode fault) {
    return (fault.path("severity").asText().equals("warning") ? "warning: " : "") + placed(fault);
  }

  /** The same without saying whether it is a warning. */
  static String placed(JsonNode fault) {
    StringBuilder text = new StringBuilder();
    if (fault.has("file")) {
      text.append(fault.path("file").asText());
      if (fault.path("line").asInt() > 0) {
        text.append(':').append(fault.path("line").asInt());
        if (fault.path("column").asInt() > 0) {
          text.append(':').append(fault.path("column").asInt());
        }
      } else if (!fault.path("path").asText().isEmpty()) {
        text.append(' ').append(fault.path("path").asText());
      }
      text.append(": ");
    }
    return text.append(words(fault)).toString();
  }

  /** What is wrong and what to do, without the place. */
  static String words(JsonNode fault) {
    StringBuilder text = new StringBuilder(fault.path("message").asText());
    if (!fault.path("hint").asText().isEmpty()) {
      text.append(" (").append(fault.path("hint").asText()).append(')');
    }
    return text.toString();
  }

  int status() {
    return status;
  }

  String text() {
    return text;
  }
}
