package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All about one agent. */
final class DescribedAgent {

  private static final int ATTRIBUTES = 100;
  private static final int COMPONENTS = 50;
  private static final int DEEPEST = 8;

  private DescribedAgent() {}

  static String text(JsonNode agent, JsonNode why, Age age) {
    JsonNode attributes = agent.path("attributes");
    Description text =
        new Description()
            .section("Agent " + agent.path("uid").asText())
            .fact("service", attributes.path("service.name").asText())
            .fact("version", attributes.path("service.version").asText())
            .fact("host", attributes.path("host.name").asText())
            .fact("status", status(agent, age))
            .fact("transport", agent.path("transport").asText())
            .fact("address", agent.path("remoteAddress").asText())
            .fact("instance", agent.path("instance").asText())
            .fact("last seen", age.both(agent.path("lastSeen")))
            .fact("first seen", age.both(agent.path("firstSeen")))
            .fact("labels", pairs(agent.path("labels")))
            .fact("labels by set", agent.path("labelsManagedBy").asText())
            .fact("warnings", words(agent.path("warnings")))
            .fact("former uids", words(agent.path("formerUids")))
            .fact("new uid", agent.path("newUid").asText());
    text.section("Config")
        .fact("wanted", Tables.wanted(agent))
        .fact("by target", agent.path("config").path("desired").path("target").asText())
        .fact("reported", Tables.reported(agent))
        .fact("sync", why.path("state").asText() + ", " + why.path("cause").asText())
        .fact("why", why.path("answer").asText());
    JsonNode difference = why.path("evidence").path("difference");
    if (difference.isObject()) {
      text.fact(
          "differs at",
          difference.path("path").asText()
              + ": wanted "
              + difference.path("desired").asText()
              + ", runs "
              + difference.path("effective").asText());
    }
    files(text, agent.path("effectiveConfig"));
    health(text, agent.path("health"));
    if (!agent.path("attempts").isEmpty()) {
      text.section("Offers, newest first")
          .lines(HistoryCommand.attempts(agent.path("attempts"), age).toString());
    }
    text.section("Attributes");
    int shown = 0;
    for (Map.Entry<String, JsonNode> each : attributes.properties()) {
      if (shown++ < ATTRIBUTES) {
        text.fact(
            each.getKey(),
            each.getValue().isValueNode() ? each.getValue().asText() : each.getValue().toString());
      }
    }
    text.section("Capabilities").lines(words(agent.path("capabilities")));
    return text.toString();
  }

  private static String status(JsonNode agent, Age age) {
    String status = agent.path("status").asText();
    return agent.has("connectedSince") && !status.equals("disconnected")
        ? status + " for " + age.of(agent.path("connectedSince"))
        : status;
  }

  private static void files(Description text, JsonNode effective) {
    List<String> files = new ArrayList<>();
    effective
        .path("files")
        .properties()
        .forEach(file ->
            files.add(
                (file.getKey().isEmpty() ? "(unnamed)" : file.getKey())
                    + " "
                    + file.getValue().path("body").asText().length()
                    + " characters"));
    text.fact("effective", String.join(", ", files));
  }

  private static void health(Description text, JsonNode health) {
    text.section("Health");
    if (health.path("healthy").isNull() && !health.has("lastKnown")) {
      text.lines("not known");
      return;
    }
    List<String> lines = new ArrayList<>();
    add(lines, "agent", health, 0);
    text.lines(String.join(System.lineSeparator(), lines));
  }

  /** What is unhealthy, and of the rest the first levels. */
  private static void add(List<String> lines, String name, JsonNode health, int depth) {
    if (lines.size() >= COMPONENTS || depth > DEEPEST) {
      return;
    }
    boolean healthy = health.path("healthy").asBoolean(health.path("lastKnown").asBoolean());
    String error = health.path("lastError").asText();
    lines.add(
        "  ".repeat(depth)
            + (healthy ? "ok   " : "BAD  ")
            + name
            + (health.path("status").asText().isEmpty()
                ? ""
                : "  " + health.path("status").asText())
            + (error.isEmpty() ? "" : ": " + error.replaceAll("\\R", " ")));
    health
        .path("components")
        .properties()
        .forEach(part -> {
          if (depth == 0 || !part.getValue().path("healthy").asBoolean()) {
            add(lines, part.getKey(), part.getValue(), depth + 1);
          }
        });
  }

  private static String pairs(JsonNode object) {
    List<String> pairs = new ArrayList<>();
    object.properties().forEach(each -> pairs.add(each.getKey() + "=" + each.getValue().asText()));
    return String.join(",", pairs);
  }

  private static String words(JsonNode array) {
    List<String> words = new ArrayList<>();
    array.forEach(each -> words.add(each.asText()));
    return String.join(", ", words);
  }
}
