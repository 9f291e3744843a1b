package io.muster.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.chaos.Evidence.AgentView;
import io.muster.chaos.Evidence.AttemptView;
import io.muster.chaos.Evidence.View;
import io.muster.operator.Answer;
import io.muster.operator.OperatorClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Asks each instance for all it knows, and the agents for their logs. */
final class Inspection {

  private static final int MANY = 1_000;

  private final World world;
  private final Operators operators;

  Inspection(World world, Operators operators) {
    this.world = world;
    this.operators = operators;
  }

  Evidence evidence() throws IOException {
    List<View> views = new ArrayList<>();
    for (int i = 0; i < world.shape().instances(); i++) {
      views.add(view(Member.instance(i).toString(), world.operator(i)));
    }
    // The logs last: what a view shows an agent has said before.
    Map<Integer, List<AgentLog.Entry>> logs = new HashMap<>();
    world
        .agentLogs()
        .forEach(entries ->
            entries.forEach(entry ->
                logs.computeIfAbsent(entry.agent(), ignored -> new ArrayList<>()).add(entry)));
    return new Evidence(world.shape().agents(), operators.history(), logs, views);
  }

  private static View view(String name, OperatorClient api) throws IOException {
    Map<Group, Map<Long, String>> revisions = new EnumMap<>(Group.class);
    for (Group group : Group.values()) {
      Map<Long, String> hashes = new HashMap<>();
      for (JsonNode item : items(api, "/api/v1/configs/" + group.text() + "/revisions")) {
        hashes.put(item.path("revision").asLong(), item.path("hash").asText());
      }
      revisions.put(group, hashes);
    }
    String config = got(api, "/api/v1/targets/" + Group.PINNED.text()).path("config").asText();
    Map<String, AgentView> agents = new HashMap<>();
    for (JsonNode item : items(api, "/api/v1/agents")) {
      String uid = item.path("uid").asText();
      agents.put(uid, agent(item, got(api, "/api/v1/agents/" + uid)));
    }
    return new View(
        name, revisions, Long.parseLong(config.substring(config.indexOf('@') + 1)), agents);
  }

  /** Status as in the list, which is what this instance knows; the rest as it is stored. */
  private static AgentView agent(JsonNode listed, JsonNode single) {
    JsonNode reported = single.path("config").path("reported");
    List<AttemptView> attempts = new ArrayList<>();
    single
        .path("attempts")
        .forEach(attempt ->
            attempts.add(
                new AttemptView(attempt.path("hash").asText(), attempt.path("state").asText())));
    return new AgentView(
        listed.path("status").asText(),
        single.path("config").path("desired").path("hash").asText(),
        reported.path("status").asText().equals("APPLIED") ? reported.path("hash").asText() : "",
        single.path("sync").path("state").asText(),
        single.path("labels").path("change").asText(),
        attempts);
  }

  private static List<JsonNode> items(OperatorClient api, String path) throws IOException {
    List<JsonNode> items = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = got(api, path + "?limit=" + MANY + cursor);
      page.path("items").forEach(items::add);
      cursor = page.hasNonNull("next") ? "&cursor=" + page.path("next").asText() : "";
    } while (!cursor.isEmpty());
    return items;
  }

  private static JsonNode got(OperatorClient api, String path) throws IOException {
    Answer answer = api.get(path);
    if (answer.stale()) {
      throw new IOException(path + " is stale");
    }
    if (!answer.ok()) {
      throw new IOException(path + " is answered with " + answer.status());
    }
    return answer.json();
  }
}
