package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** The command that takes the newest change back which reached agents, and what it would do. */
final class TakeBack {

  private static final int MOST = 1_000;
  private static final String STEERED = "rollout ";

  private final RestClient client;
  private final JsonNode underWay;
  private final JsonNode changes;

  /**
   * For what there is.
   *
   * @param underWay rollouts that have not ended
   * @param changes newest first
   */
  TakeBack(RestClient client, JsonNode underWay, JsonNode changes) {
    this.client = client;
    this.underWay = underWay;
    this.changes = changes;
  }

  /** Lines for people, the command first; empty if nothing has to be taken back. */
  String text() throws Refused, Unreachable, InterruptedException {
    for (JsonNode rollout : underWay) {
      if (!rollout.path("state").asText().equals("rolling_back")) {
        return "muster rollout abort "
            + rollout.path("id").asText()
            + "\n(brings "
            + rollout.path("from").asText()
            + " back to the agents that have "
            + rollout.path("to").asText()
            + ")";
      }
    }
    for (JsonNode change : changes) {
      String text = of(change);
      if (!text.isEmpty()) {
        return text;
      }
    }
    return "";
  }

  private String of(JsonNode change) throws Refused, Unreachable, InterruptedException {
    String name = change.path("name").asText();
    return switch (change.path("kind").asText()) {
      // What a rollout did to its target is told by the rollout.
      case "target" -> change.path("by").asText().startsWith(STEERED) ? "" : target(name);
      case "rollout" ->
          change.path("change").asText().endsWith(": succeeded")
              ? target(change.path("target").asText())
              : "";
      case "config", "ottl" -> followers(name.replaceFirst("@.*", ""));
      case "connection-settings" ->
          "muster edit connection-settings "
              + name
              + "\n(there are no revisions of them: write what was before)";
      default -> "";
    };
  }

  private String target(String name) throws Refused, Unreachable, InterruptedException {
    JsonNode target = client.get("targets/" + RestClient.escaped(name));
    String config = target.path("config").asText();
    if (target.path("revision").asLong() == 1) {
      return "muster delete target " + name + "\n(it is new; its agents fall to other targets)";
    }
    JsonNode revisions =
        client.list("targets/" + RestClient.escaped(name) + "/revisions", Map.of(), 2);
    JsonNode before = revisions.path("items").path(1);
    if (!before.isMissingNode() && config(before).equals(config)) {
      return "muster history target "
          + name
          + "\n(not its config changed, but whom it is for or how: put the revision before)";
    }
    return rollback(name, config);
  }

  /** A revision as it is listed: the target, or with it inside. */
  private static String config(JsonNode revision) {
    JsonNode inside = revision.path("target");
    return (inside.isObject() ? inside : revision).path("config").asText();
  }

  /** A config reaches by itself those that follow it without a revision. */
  private String followers(String config) throws Refused, Unreachable, InterruptedException {
    for (JsonNode target : client.list("targets", Map.of(), MOST).path("items")) {
      String used = target.path("config").asText();
      if (List.of(used.split("\\+")).contains(config)) {
        return rollback(target.path("name").asText(), used);
      }
    }
    return "";
  }

  private String rollback(String target, String config)
      throws Refused, Unreachable, InterruptedException {
    String before = RollbackCommand.before(client, target, config);
    return before.isEmpty()
        ? ""
        : "muster rollback " + target + " --now\n(" + config + " -> " + before + ")";
  }
}
