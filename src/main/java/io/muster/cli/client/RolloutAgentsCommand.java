package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which agents a rollout gave its config, and how it went with each. */
@Command(
    name = "agents",
    description = {
      "Shows the agents that a rollout gave its config, and what they said; also when it has"
          + " ended.",
      "",
      "  muster rollout agents prod-1 --state failed"
    },
    mixinStandardHelpOptions = true)
public final class RolloutAgentsCommand implements Callable<Integer> {

  @Mixin ServerOptions server = new ServerOptions();
  @Mixin Output output = new Output();

  @Parameters(paramLabel = "ID", description = "The rollout's id, as prod-1.")
  String id = "";

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "Only those: failed, unanswered, pending, rolled_back, unconfirmed or applied.")
  String state = "";

  @Option(
      names = "--limit",
      defaultValue = "1000",
      description = "Most agents (default: ${DEFAULT-VALUE}).")
  int limit = 1000;

  @Override
  public Integer call() throws Exception {
    try (RestClient client = server.connect()) {
      Map<String, String> query = new LinkedHashMap<>();
      if (!state.isEmpty()) {
        query.put("state", state);
      }
      JsonNode agents = client.list("rollouts/" + RestClient.escaped(id) + "/agents", query, limit);
      output.print(agents, () -> table(agents));
    }
    return ExitCode.OK;
  }

  private static String table(JsonNode agents) {
    Table table = new Table("UID", "STATE", "SINCE", "MESSAGE");
    for (JsonNode agent : agents.path("items")) {
      table.row(
          agent.path("uid").asText(),
          agent.path("state").asText(),
          agent.path("since").asText(),
          agent.path("message").asText("").lines().findFirst().orElse(""));
    }
    return table.toString();
  }
}
