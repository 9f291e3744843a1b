package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Things as rows of a table; a list, or one of them. */
final class Tables {

  private static final int SHORT_HASH = 12;

  private Tables() {}

  static String of(GetCommand.Kind kind, JsonNode answer) {
    return switch (kind) {
      case AGENTS -> agents(answer);
      case CONFIGS, OTTL -> revisions(answer);
      case TARGETS -> targets(answer);
      case ROLLOUTS -> rollouts(answer);
      case CONNECTION_SETTINGS -> connectionSettings(answer);
      case DEFAULT_CONFIG -> answer.path("config").asText("none");
      case LABELS -> labels(answer);
      case FAILURES -> failures(answer);
      case FREEZES -> freezes(answer);
      case SUMMARY -> summary(answer);
    };
  }

  private static Iterable<JsonNode> rows(JsonNode answer) {
    return answer.has("items") ? answer.path("items") : List.of(answer);
  }

  private static String agents(JsonNode answer) {
    Table table =
        new Table("UID", "STATUS", "SYNC", "HEALTH", "CONFIG", "SERVICE", "HOST", "LAST SEEN");
    for (JsonNode agent : rows(answer)) {
      JsonNode health = agent.path("health").path("healthy");
      JsonNode desired = agent.path("config").path("desired");
      table.row(
          agent.path("uid").asText(),
          agent.path("status").asText(),
          agent.path("sync").path("state").asText(),
          health.isBoolean() ? health.asBoolean() ? "healthy" : "unhealthy" : "-",
          config(desired),
          text(agent.path("attributes").path("service.name")),
          text(agent.path("attributes").path("host.name")),
          time(agent.path("lastSeen")));
    }
    return table + more(answer);
  }

  private static String config(JsonNode desired) {
    if (!desired.has("name")) {
      return "-";
    }
    StringBuilder text = new StringBuilder(desired.path("name").asText());
    text.append('@').append(desired.path("revision").asText());
    desired.path("ottl").forEach(rules -> text.append('+').append(rules.asText()));
    return text.toString();
  }

  private static String revisions(JsonNode answer) {
    Table table = new Table("NAME", "REVISION", "HASH", "AUTHOR", "CREATED", "COMMENT");
    for (JsonNode revision : rows(answer)) {
      String hash = revision.path("hash").asText();
      table.row(
          revision.path("name").asText(),
          revision.path("revision").asText(),
          hash.substring(0, Math.min(hash.length(), SHORT_HASH)),
          revision.path("author").asText(),
          time(revision.path("createdAt")),
          revision.path("comment").asText());
    }
    return table + more(answer);
  }

  private static String targets(JsonNode answer) {
    Table table = new Table("NAME", "ORDER", "WEIGHT", "CONFIG", "SELECTOR", "CHANGED");
    for (JsonNode target : rows(answer)) {
      table.row(
          target.path("name").asText(),
          target.path("order").asText(),
          target.path("weight").asText(),
          target.path("config").asText(),
          selector(target),
          time(target.path("changedAt")));
    }
    return table + more(answer);
  }

  private static String connectionSettings(JsonNode answer) {
    Table table = new Table("NAME", "ORDER", "SELECTOR", "ENDPOINT", "STOPPED", "CHANGED");
    for (JsonNode settings : rows(answer)) {
      List<String> stopped = new ArrayList<>();
      for (JsonNode kind : settings.path("progress")) {
        if (kind.has("stopped")) {
          stopped.add(
              kind.path("serviceName").asText()
                  + " "
                  + kind.path("serviceVersion").asText()
                  + ": "
                  + kind.path("stopped").path("message").asText());
        }
      }
      table.row(
          settings.path("name").asText(),
          settings.path("order").asText(),
          selector(settings),
          settings.path("opamp").path("endpoint").asText(),
          stopped.isEmpty() ? "-" : String.join("; ", stopped),
          time(settings.path("changedAt")));
    }
    return table + more(answer);
  }

  private static String selector(JsonNode item) {
    List<String> pairs = new ArrayList<>();
    item.path("selector")
        .properties()
        .forEach(pair -> pairs.add(pair.getKey() + "=" + pair.getValue().asText()));
    return pairs.isEmpty() ? "(all)" : String.join(",", pairs);
  }

  private static String rollouts(JsonNode answer) {
    Table table =
        new Table("ID", "STATE", "STAGE", "FROM", "TO", "APPLIED", "FAILED", "BY", "CREATED");
    for (JsonNode rollout : rows(answer)) {
      JsonNode counts = rollout.path("counts");
      table.row(
          rollout.path("id").asText(),
          rollout.path("state").asText() + (rollout.has("frozenSince") ? ", frozen" : ""),
          rollout.path("stage").asText() + "/" + rollout.path("stages").size(),
          rollout.path("from").asText(),
          rollout.path("to").asText(),
          counts.path("applied").asText() + "/" + counts.path("total").asText(),
          counts.path("failed").asText(),
          rollout.path("createdBy").asText(),
          time(rollout.path("createdAt")));
    }
    return table + more(answer);
  }

  private static String failures(JsonNode answer) {
    Table table = new Table("AGENTS", "STATE", "KIND", "CONFIGS", "ID", "MESSAGE");
    for (JsonNode cluster : answer.path("items")) {
      List<String> configs = new ArrayList<>();
      cluster.path("configs").forEach(config -> configs.add(config.asText()));
      table.row(
          cluster.path("agents").asText(),
          cluster.path("state").asText(),
          cluster.path("kind").asText(),
          String.join(",", configs),
          cluster.path("id").asText(),
          cluster.path("message").asText());
    }
    StringBuilder text = new StringBuilder(table.toString());
    answer
        .path("by")
        .properties()
        .forEach(group -> {
          Table values = new Table(group.getKey().toUpperCase(Locale.ROOT), "FAILING", "AGENTS");
          for (JsonNode each : group.getValue()) {
            values.row(
                each.path("value").asText().isEmpty() ? "-" : each.path("value").asText(),
                each.path("failing").asText(),
                each.path("agents").asText());
          }
          text.append(System.lineSeparator()).append(values);
        });
    return text.toString();
  }

  private static String summary(JsonNode answer) {
    Table table = new Table("WHAT", "AGENTS");
    table.row("total", answer.path("total").asText());
    for (String group : List.of("status", "health", "sync")) {
      answer
          .path(group)
          .properties()
          .forEach(each -> table.row(group + " " + each.getKey(), each.getValue().asText()));
    }
    table.row("frozen", answer.path("frozen").asText());
    String freezes = FreezeText.lines(answer.path("freezes"));
    return freezes.isEmpty() ? table.toString() : table + System.lineSeparator() + freezes;
  }

  private static String freezes(JsonNode answer) {
    Table table = new Table("SELECTOR", "REASON", "BY", "SINCE");
    for (JsonNode freeze : answer.path("freezes")) {
      String selector = freeze.path("selector").asText();
      table.row(
          selector.isEmpty() ? "(all)" : selector,
          freeze.path("reason").asText(),
          freeze.path("by").asText(),
          time(freeze.path("since")));
    }
    return table.toString();
  }

  private static String more(JsonNode answer) {
    int listed = answer.path("items").size();
    int total = answer.path("total").asInt(listed);
    return answer.has("items") && total > listed
        ? listed + " of " + total + System.lineSeparator()
        : "";
  }

  private static String text(JsonNode node) {
    return node.isMissingNode() ? "-" : node.asText();
  }

  /** To the second. */
  private static String time(JsonNode node) {
    return node.asText().replaceAll("\\.\\d+Z$", "Z");
  }

  private static String pairs(JsonNode labels) {
    List<String> pairs = new ArrayList<>();
    labels.properties().forEach(each -> pairs.add(each.getKey() + "=" + each.getValue().asText()));
    return String.join(",", pairs);
  }

  /** Of several agents, or of one. */
  private static String labels(JsonNode answer) {
    if (!answer.path("items").isArray()) {
      return pairs(answer);
    }
    Table table = new Table("UID", "LABELS");
    for (JsonNode agent : answer.path("items")) {
      if (!agent.path("labels").isEmpty()) {
        table.row(agent.path("uid").asText(), pairs(agent.path("labels")));
      }
    }
    return table.toString();
  }
}
