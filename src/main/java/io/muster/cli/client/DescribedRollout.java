package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** All about one rollout. */
final class DescribedRollout {

  private DescribedRollout() {}

  static String text(JsonNode rollout, JsonNode failed, Age age) {
    JsonNode counts = rollout.path("counts");
    Description text =
        new Description()
            .section("Rollout " + rollout.path("id").asText())
            .fact("target", rollout.path("target").asText())
            .fact("from", rollout.path("from").asText())
            .fact("to", rollout.path("to").asText())
            .fact("state", rollout.path("state").asText())
            .fact(
                "stage",
                rollout.path("stage").asText()
                    + " of "
                    + rollout.path("stages").size()
                    + ", "
                    + rollout.path("phase").asText()
                    + " for "
                    + age.of(rollout.path("since")))
            .fact("reason", rollout.path("reason").asText())
            .fact("on failure", rollout.path("onFailure").asText())
            .fact("started", age.both(rollout.path("createdAt")))
            .fact("by", rollout.path("createdBy").asText())
            .fact("changed", age.both(rollout.path("changedAt")));
    text.section("Agents");
    counts.properties().forEach(each -> text.fact(each.getKey(), each.getValue().asText()));
    Table stages = new Table("STAGE", "PERCENT", "OBSERVE", "APPROVAL", "GATES");
    int number = 0;
    for (JsonNode stage : rollout.path("stages")) {
      number++;
      List<String> gates = new ArrayList<>();
      stage.path("gates").forEach(gate -> gates.add(gate.path("name").asText()));
      stages.row(
          (number == rollout.path("stage").asInt() ? "> " : "") + number,
          stage.path("percent").asText("-"),
          stage.path("observe").asText("-"),
          stage.path("approval").asText("-"),
          String.join(",", gates));
    }
    text.section("Stages").lines(stages.toString());
    if (!rollout.path("gates").isEmpty()) {
      text.section("Gates of this stage");
      for (JsonNode gate : rollout.path("gates")) {
        List<String> words = new ArrayList<>();
        gate.properties()
            .forEach(each -> {
              if (!each.getKey().equals("name")
                  && each.getValue().isValueNode()
                  && !each.getValue().asText().isEmpty()) {
                words.add(each.getKey() + " " + each.getValue().asText());
              }
            });
        text.fact(gate.path("name").asText(), String.join(", ", words));
      }
    }
    if (!failed.path("items").isEmpty()) {
      Table table = new Table("UID", "SINCE", "MESSAGE");
      for (JsonNode agent : failed.path("items")) {
        table.row(
            agent.path("uid").asText(),
            age.of(agent.path("since")),
            agent.path("message").asText().lines().findFirst().orElse(""));
      }
      text.section("Failed (all: muster rollout agents " + rollout.path("id").asText() + ")")
          .lines(table.toString());
    }
    return text.toString();
  }
}
