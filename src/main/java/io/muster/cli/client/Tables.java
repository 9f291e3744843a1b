package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Things as rows of a table; a list, or one of them. */
final class Tables {

  private static final int SHORT_HASH = 12;

  private Tables() {}

  static Table of(GetCommand.Kind kind, JsonNode answer, Age age) {
    return switch (kind) {
      case AGENTS -> agents(answer, age);
      case CONFIGS, OTTL -> revisions(answer, age);
      case TARGETS -> targets(answer, age);
      case ROLLOUTS -> rollouts(answer, age);
      case CONNECTION_SETTINGS -> connectionSettings(answer, age);
      case DEFAULT_CONFIG -> defaultConfig(answer);
      case LABELS -> labels(answer);
      case FAILURES -> failures(answer);
      case FREEZES -> freezes(answer, age);
      case SETS -> sets(answer, age);
      case OPERATORS -> operators(answer, age);
      case SUMMARY -> summary(answer);
    };
  }

  private static Table sets(JsonNode answer, Age age) {
    Table table = new Table("NAME", "THINGS", "CHANGED", "BY", "MEMBERS");
    for (JsonNode set : rows(answer)) {
      List<String> members = new ArrayList<>();
      set.path("members")
          .forEach(
              each -> members.add(each.path("kind").asText() + "/" + each.path("name").asText()));
      table.row(
          set.path("name").asText(),
          Integer.toString(members.size()),
          age.of(set.path("changedAt")),
          set.path("changedBy").asText(),
          String.join(" ", members));
    }
    return table;
  }

  /** With the age of their tokens: what is old is to be replaced, what ends soon as well. */
  private static Table operators(JsonNode answer, Age age) {
    Table table =
        new Table("NAME", "KIND", "STATE", "ROLES", "TOKENS", "OLDEST", "NEXT ENDS", "AGE");
    for (JsonNode each : rows(answer)) {
      table.row(
          each.path("name").asText(),
          each.path("kind").asText(),
          each.path("disabled").asBoolean() ? "disabled" : "enabled",
          OperatorCommand.joined(each.path("roles")),
          each.path("tokens").asText(),
          each.has("oldestToken") ? age.of(each.path("oldestToken")) : "-",
          each.has("nextExpiry") ? Age.toTheSecond(each.path("nextExpiry")) : "-",
          age.of(each.path("createdAt")));
    }
    return table;
  }

  private static Iterable<JsonNode> rows(JsonNode answer) {
    return answer.has("items") ? answer.path("items") : List.of(answer);
  }

  private static Table agents(JsonNode answer, Age age) {
    Table table =
        new Table(
            "UID",
            "STATUS",
            "SYNC",
            "REASON",
            "HEALTH",
            "WANTED",
            "REPORTED",
            "SERVICE",
            "VERSION",
            "HOST",
            "SEEN");
    for (JsonNode agent : rows(answer)) {
      JsonNode attributes = agent.path("attributes");
      table.row(
          agent.path("uid").asText(),
          agent.path("status").asText(),
          agent.path("sync").path("state").asText(),
          agent.path("sync").path("cause").asText("-"),
          health(agent),
          wanted(agent),
          reported(agent),
          text(attributes.path("service.name")),
          text(attributes.path("service.version")),
          text(attributes.path("host.name")),
          age.of(agent.path("lastSeen")));
    }
    return more(table, answer);
  }

  static String health(JsonNode agent) {
    JsonNode health = agent.path("health").path("healthy");
    return health.isBoolean() ? health.asBoolean() ? "healthy" : "unhealthy" : "-";
  }

  /** The config that an agent should have. */
  static String wanted(JsonNode agent) {
    JsonNode desired = agent.path("config").path("desired");
    if (!desired.has("name")) {
      return "-";
    }
    StringBuilder text = new StringBuilder(desired.path("name").asText());
    text.append('@').append(desired.path("revision").asText());
    desired.path("ottl").forEach(rules -> text.append('+').append(rules.asText()));
    return text.toString();
  }

  /** The config it spoke of last: the wanted one by its name, another by its hash. */
  static String reported(JsonNode agent) {
    JsonNode reported = agent.path("config").path("reported");
    String hash = reported.path("hash").asText();
    if (hash.isEmpty()) {
      return "-";
    }
    boolean same = hash.equals(agent.path("config").path("desired").path("hash").asText());
    String status = reported.path("status").asText().toLowerCase(Locale.ROOT);
    return (same ? wanted(agent) : shortened(hash))
        + (status.equals("applied") || status.isEmpty() ? "" : " " + status);
  }

  static String shortened(String hash) {
    return hash.substring(0, Math.min(hash.length(), SHORT_HASH));
  }

  static Table revisions(JsonNode answer, Age age) {
    boolean owned = false;
    for (JsonNode revision : rows(answer)) {
      owned |= revision.has("owner");
    }
    return owned ? ownedRevisions(answer, age) : ownRevisions(answer, age);
  }

  /** Where something outside keeps one of them. */
  private static Table ownedRevisions(JsonNode answer, Age age) {
    Table table = new Table("NAME", "REVISION", "HASH", "AUTHOR", "AGE", "OWNER", "COMMENT");
    for (JsonNode revision : rows(answer)) {
      table.row(
          revision.path("name").asText(),
          revision.path("revision").asText(),
          shortened(revision.path("hash").asText()),
          revision.path("author").asText(),
          age.of(revision.path("createdAt")),
          owner(revision.path("owner")),
          revision.path("comment").asText());
    }
    return more(table, answer);
  }

  /** Whose a config is that something outside keeps. */
  static String owner(JsonNode owner) {
    String hold = owner.path("hold").asText();
    return owner.path("owner").asText() + (hold.isEmpty() || hold.equals("held") ? "" : " " + hold);
  }

  private static Table ownRevisions(JsonNode answer, Age age) {
    Table table = new Table("NAME", "REVISION", "HASH", "AUTHOR", "AGE", "COMMENT");
    for (JsonNode revision : rows(answer)) {
      table.row(
          revision.path("name").asText(),
          revision.path("revision").asText(),
          shortened(revision.path("hash").asText()),
          revision.path("author").asText(),
          age.of(revision.path("createdAt")),
          revision.path("comment").asText());
    }
    return more(table, answer);
  }

  private static Table targets(JsonNode answer, Age age) {
    Table table =
        new Table("NAME", "ORDER", "WEIGHT", "CONFIG", "SELECTOR", "ROLLOUT", "BY", "CHANGED");
    for (JsonNode target : rows(answer)) {
      table.row(
          target.path("name").asText(),
          target.path("order").asText(),
          target.path("weight").asText(),
          target.path("config").asText(),
          selector(target),
          target.path("rollout").asText("-"),
          target.path("changedBy").asText("-"),
          age.of(target.path("changedAt")));
    }
    return more(table, answer);
  }

  private static Table connectionSettings(JsonNode answer, Age age) {
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
          age.of(settings.path("changedAt")));
    }
    return more(table, answer);
  }

  static String selector(JsonNode item) {
    List<String> pairs = new ArrayList<>();
    item.path("selector")
        .properties()
        .forEach(pair -> pairs.add(pair.getKey() + "=" + pair.getValue().asText()));
    return pairs.isEmpty() ? "(all)" : String.join(",", pairs);
  }

  static Table rollouts(JsonNode answer, Age age) {
    Table table = new Table("ID", "STATE", "STAGE", "FROM", "TO", "APPLIED", "FAILED", "BY", "AGE");
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
          age.of(rollout.path("createdAt")));
    }
    return more(table, answer);
  }

  static Table failures(JsonNode answer) {
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
          table.note(System.lineSeparator() + values.toString().stripTrailing());
        });
    return table;
  }

  private static Table summary(JsonNode answer) {
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
    if (!freezes.isEmpty()) {
      table.note(freezes);
    }
    return table;
  }

  private static Table defaultConfig(JsonNode answer) {
    Table table = new Table("CONFIG");
    table.row(answer.path("config").asText("none"));
    return table;
  }

  private static Table freezes(JsonNode answer, Age age) {
    Table table = new Table("SELECTOR", "REASON", "BY", "SINCE");
    for (JsonNode freeze : answer.path("freezes")) {
      String selector = freeze.path("selector").asText();
      table.row(
          selector.isEmpty() ? "(all)" : selector,
          freeze.path("reason").asText(),
          freeze.path("by").asText(),
          age.of(freeze.path("since")));
    }
    return table;
  }

  private static Table more(Table table, JsonNode answer) {
    int listed = answer.path("items").size();
    int total = answer.path("total").asInt(listed);
    if (answer.has("items") && total > listed) {
      table.note(listed + " of " + total);
    }
    return table;
  }

  private static String text(JsonNode node) {
    return node.isMissingNode() ? "-" : node.asText();
  }

  private static String pairs(JsonNode labels) {
    List<String> pairs = new ArrayList<>();
    labels.properties().forEach(each -> pairs.add(each.getKey() + "=" + each.getValue().asText()));
    return String.join(",", pairs);
  }

  /** Of several agents, or of one. */
  private static Table labels(JsonNode answer) {
    if (!answer.path("items").isArray()) {
      Table one = new Table("LABELS");
      one.row(pairs(answer));
      return one;
    }
    Table table = new Table("UID", "LABELS");
    for (JsonNode agent : answer.path("items")) {
      if (!agent.path("labels").isEmpty()) {
        table.row(agent.path("uid").asText(), pairs(agent.path("labels")));
      }
    }
    return table;
  }
}
