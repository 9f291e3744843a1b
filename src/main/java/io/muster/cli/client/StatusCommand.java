package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.muster.cli.PositiveDurations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One screen for who is on call. */
@Command(
    name = "status",
    description = {
      "One screen: is the server well, how are the agents, what changed lately and by whom, what is"
          + " rolling out, which agents are bad and why, and how to take the newest change back.",
      "",
      "  muster status --since 2h"
    },
    mixinStandardHelpOptions = true)
public final class StatusCommand implements Callable<Integer> {

  private static final int CHANGES = 8;
  private static final int FAILURES = 6;
  private static final int MOST = 1_000;

  @Mixin ServerOptions server = new ServerOptions();
  @Mixin Output output = new Output();

  @Option(
      names = "--since",
      paramLabel = "DURATION",
      defaultValue = "24h",
      converter = PositiveDurations.class,
      description = "How far to look back for changes (default: ${DEFAULT-VALUE}).")
  Duration since = Duration.ZERO;

  @Override
  public Integer call() throws Exception {
    Age age = Age.fromNow();
    try (RestClient client = server.connect()) {
      ObjectNode all = RestClient.JSON.createObjectNode();
      all.put("server", client.server().toString());
      all.put("version", client.get("server").path("version").asText());
      all.set("state", client.get("state"));
      all.set("agents", client.get("agents/summary"));
      all.set("failures", client.get("agents/failures?limit=" + FAILURES));
      all.set("changes", recent(RecentChanges.of(client, Set.of()), age.now().minus(since)));
      all.set("rollouts", underWay(client.list("rollouts", Map.of(), MOST)));
      all.put(
          "takeBack",
          new TakeBack(
                  client, all.path("rollouts").path("items"), all.path("changes").path("items"))
              .text());
      output.print(all, () -> text(all, age));
    }
    return ExitCode.OK;
  }

  private static JsonNode recent(JsonNode changes, Instant from) {
    var items = RestClient.JSON.createArrayNode();
    for (JsonNode each : changes.path("items")) {
      Instant time = Age.instant(each.path("time"));
      if (time != null && !time.isBefore(from)) {
        items.add(each);
      }
    }
    return RestClient.JSON.createObjectNode().set("items", items);
  }

  private static JsonNode underWay(JsonNode rollouts) {
    var items = RestClient.JSON.createArrayNode();
    for (JsonNode each : rollouts.path("items")) {
      if (!RolloutText.finished(each)) {
        items.add(each);
      }
    }
    return RestClient.JSON.createObjectNode().set("items", items);
  }

  static String text(JsonNode all, Age age) {
    Description text = new Description();
    JsonNode state = all.path("state");
    text.section("Server " + all.path("server").asText())
        .fact("version", all.path("version").asText())
        .fact(
            "store",
            state.path("writable").asBoolean()
                ? "can be written"
                : "CANNOT BE WRITTEN: " + state.path("reason").asText())
        .fact(
            "damaged",
            state.path("damaged").isEmpty()
                ? ""
                : state.path("damaged").size()
                    + (state.path("moreDamaged").asBoolean() ? " and more" : "")
                    + " RECORDS CANNOT BE READ (muster status -o yaml)");
    for (JsonNode each : state.path("configMaps").path("namespaces")) {
      if (state.path("configMaps").path("behind").asBoolean()
          && !each.path("watched").asBoolean()) {
        text.fact(
            "ConfigMaps",
            "NOT WATCHED in "
                + each.path("name").asText()
                + (each.path("syncedAt").isTextual()
                    ? ", up to date " + age.of(each.path("syncedAt")) + " ago"
                    : ", never up to date")
                + ", "
                + each.path("attempts").asText()
                + " tries: "
                + each.path("failure").asText());
      }
    }
    JsonNode agents = all.path("agents");
    text.section("Agents " + agents.path("total").asText());
    for (String group : List.of("status", "health", "sync")) {
      List<String> words = new ArrayList<>();
      agents
          .path(group)
          .properties()
          .forEach(each -> {
            if (each.getValue().asInt() > 0) {
              words.add(each.getValue().asText() + " " + each.getKey());
            }
          });
      text.fact(group, String.join(", ", words));
    }
    for (JsonNode freeze : agents.path("freezes")) {
      text.fact(
          "FROZEN",
          (freeze.path("selector").asText().isEmpty() ? "all" : freeze.path("selector").asText())
              + " for "
              + age.of(freeze.path("since"))
              + " by "
              + freeze.path("by").asText()
              + ": "
              + freeze.path("reason").asText());
    }
    JsonNode failures = all.path("failures");
    if (!failures.path("items").isEmpty()) {
      text.section("Not as they should be, by cause (muster get failures)");
      for (JsonNode each : failures.path("items")) {
        text.fact(
            each.path("agents").asText(),
            each.path("cause").asText(each.path("state").asText())
                + (each.path("configs").isEmpty() ? "" : " " + each.path("configs").get(0).asText())
                + (each.path("message").asText().isEmpty()
                    ? ""
                    : ": " + each.path("message").asText()));
      }
    }
    text.section("Rolling out");
    text.lines(all.path("rollouts").path("items").isEmpty() ? "nothing" : "");
    for (JsonNode each : all.path("rollouts").path("items")) {
      text.lines(RolloutText.line(each));
    }
    changes(text, all, age);
    return text.toString();
  }

  private static void changes(Description text, JsonNode all, Age age) {
    JsonNode changes = all.path("changes").path("items");
    text.section("Changed lately (muster events)");
    if (changes.isEmpty()) {
      text.lines("nothing");
      return;
    }
    Table table = new Table("AGE", "KIND", "NAME", "CHANGE", "BY");
    int shown = 0;
    for (JsonNode each : changes) {
      if (shown++ < CHANGES) {
        table.row(
            age.of(each.path("time")),
            each.path("kind").asText(),
            each.path("name").asText(),
            each.path("change").asText(),
            each.path("by").asText());
      }
    }
    text.lines(table.toString());
    String back = all.path("takeBack").asText();
    if (!back.isEmpty()) {
      text.section("Take the newest change back").lines(back);
    }
  }
}
