package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What operators changed last, and who: the newest state of each thing tells when it was made. */
final class RecentChanges {

  private static final int MOST = 1_000;
  private static final int SHOWN = 50;

  private RecentChanges() {}

  /**
   * The changes, newest first.
   *
   * @param kinds only these; all if empty
   */
  static JsonNode of(RestClient client, Set<String> kinds)
      throws Refused, Unreachable, InterruptedException {
    List<ObjectNode> changes = new ArrayList<>();
    for (String[] source :
        new String[][] {
          {"config", "configs", "createdAt", "author"},
          {"ottl", "ottl", "createdAt", "author"},
          {"target", "targets", "changedAt", "changedBy"},
          {"rollout", "rollouts", "changedAt", "createdBy"},
          {"connection-settings", "connection-settings", "changedAt", "changedBy"}
        }) {
      if (kinds.isEmpty() || kinds.contains(source[0])) {
        // Connection settings come whole, without pages.
        JsonNode page =
            source[0].equals("connection-settings")
                ? client.get(source[1])
                : client.list(source[1], Map.of(), MOST);
        for (JsonNode item : page.path("items")) {
          changes.add(
              RestClient.JSON
                  .createObjectNode()
                  .put("time", item.path(source[2]).asText())
                  .put("kind", source[0])
                  .put("name", name(source[0], item))
                  .put("change", change(source[0], item))
                  .put("by", item.path(source[3]).asText())
                  .put("target", item.path("target").asText()));
        }
      }
    }
    if (kinds.isEmpty() || kinds.contains("freeze")) {
      for (JsonNode item : client.get("state").path("freezes")) {
        changes.add(
            RestClient.JSON
                .createObjectNode()
                .put("time", item.path("since").asText())
                .put("kind", "freeze")
                .put("name", item.path("selector").asText())
                .put("change", item.path("reason").asText())
                .put("by", item.path("by").asText()));
      }
    }
    changes.sort(Comparator.comparing(RecentChanges::time).reversed());
    ArrayNode items = RestClient.JSON.createArrayNode();
    changes.stream().limit(SHOWN).forEach(items::add);
    return RestClient.JSON.createObjectNode().set("items", items);
  }

  private static Instant time(JsonNode change) {
    Instant time = Age.instant(change.path("time"));
    return time == null ? Instant.EPOCH : time;
  }

  private static String name(String kind, JsonNode item) {
    return switch (kind) {
      case "config", "ottl" -> item.path("name").asText() + "@" + item.path("revision").asText();
      case "rollout" -> item.path("id").asText();
      default -> item.path("name").asText();
    };
  }

  private static String change(String kind, JsonNode item) {
    return switch (kind) {
      case "target" -> "is " + item.path("config").asText();
      case "rollout" ->
          item.path("from").asText()
              + " -> "
              + item.path("to").asText()
              + ": "
              + item.path("state").asText();
      case "connection-settings" -> item.path("opamp").path("endpoint").asText();
      default -> item.path("comment").asText();
    };
  }

  static Table table(JsonNode changes, Age age) {
    Table table = new Table("AGE", "KIND", "NAME", "CHANGE", "BY");
    for (JsonNode each : changes.path("items")) {
      table.row(
          age.of(each.path("time")),
          each.path("kind").asText(),
          each.path("name").asText(),
          each.path("change").asText(),
          each.path("by").asText());
    }
    return table;
  }
}
