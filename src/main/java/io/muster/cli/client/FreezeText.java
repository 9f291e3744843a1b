package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;

/** Freezes in words. */
final class FreezeText {

  private FreezeText() {}

  /** One, in a line. */
  static String line(JsonNode freeze) {
    String selector = freeze.path("selector").asText();
    return (selector.isEmpty() ? "all agents" : "agents with " + selector)
        + " are frozen since "
        + freeze.path("since").asText().replaceAll("\\.\\d+Z$", "Z")
        + " by "
        + freeze.path("by").asText()
        + ": "
        + freeze.path("reason").asText();
  }

  /** Several, a line each. */
  static String lines(JsonNode freezes) {
    StringBuilder text = new StringBuilder();
    for (JsonNode freeze : freezes) {
      text.append(line(freeze)).append(System.lineSeparator());
    }
    return text.toString();
  }

  /** What the answer to a change warns of, a line each; nothing if it warns of nothing. */
  static String warnings(JsonNode answer) {
    StringBuilder text = new StringBuilder();
    for (JsonNode warning : answer.path("warnings")) {
      text.append("warning: ").append(warning.asText()).append(System.lineSeparator());
    }
    return text.toString();
  }
}
