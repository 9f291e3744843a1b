package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Starts one again that did not succeed. */
@Command(
    name = "retry",
    description = {
      "Starts a rollout again that was rolled back or aborted: same target, config, stages and"
          + " gates, as a new one.",
      "",
      "  muster rollout retry prod-2"
    },
    mixinStandardHelpOptions = true)
final class RolloutRetry implements Callable<Integer> {

  private static final List<String> KEPT =
      List.of(
          "target",
          "stages",
          "onFailure",
          "maxInFlight",
          "maxPerMinute",
          "requireHealth",
          "requireConfirmation");

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
  CommandSpec spec;

  @Mixin ServerOptions server = new ServerOptions();
  @Mixin Output output = new Output();

  @Parameters(paramLabel = "ID", description = "The rollout's id, as prod-1.")
  String id = "";

  @Override
  public Integer call() throws Exception {
    try (RestClient client = server.connect()) {
      JsonNode before = client.get("rollouts/" + RestClient.escaped(id));
      String state = before.path("state").asText();
      if (!state.equals("rolled_back") && !state.equals("aborted")) {
        throw new ParameterException(
            spec.commandLine(),
            id
                + " is "
                + state
                + ": only what was rolled back or aborted is started again; 'muster rollout resume'"
                + " goes on with one that is paused");
      }
      ObjectNode body = RestClient.JSON.createObjectNode();
      KEPT.stream().filter(before::has).forEach(key -> body.set(key, before.path(key)));
      body.put("config", before.path("to").asText());
      JsonNode rollout = client.post("rollouts", body);
      output.print(rollout, () -> RolloutText.line(rollout));
    }
    return ExitCode.OK;
  }
}
