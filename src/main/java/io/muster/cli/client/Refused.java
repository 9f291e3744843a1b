package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The server answered that it does not do it. */
final class Refused extends Exception {

  private static final long serialVersionUID = 1;

  private final int status;
  private final String text;

  private Refused(int status, String text) {
    super(text);
    this.status = status;
    this.text = text;
  }

  /** Of a body, which is a problem (RFC 9457) unless something else than the server answered. */
  static Refused of(int status, JsonNode body) {
    List<String> lines = new ArrayList<>();
    String detail = body.path("detail").asText("");
    lines.add(detail.isEmpty() ? "the server answers " + status : detail + " (" + status + ")");
    for (JsonNode fault : body.path("problems")) {
      String line = fault(fault);
      if (!detail.contains(fault.path("message").asText())) {
        lines.add("  " + line);
      }
    }
    return new Refused(status, String.join(System.lineSeparator(), lines));
  }

  /** `collector.yaml:3:7: message (hint)`, and `warning: ` before it if it is one. */
  static String fault(JsonNode fault) {
    StringBuilder text = new StringBuilder();
    if (fault.path("severity").asText().equals("warning")) {
      text.append("warning: ");
    }
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
    text.append(fault.path("message").asText());
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
