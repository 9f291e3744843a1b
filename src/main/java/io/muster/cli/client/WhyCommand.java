package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Why an agent runs, or does not run, what it should. */
@Command(
    name = "why",
    description = {
      "Says in one sentence why an agent is, or is not, on the config it should have.",
      "",
      "  muster why 018f2c1e-8a3b-7c4d-9e5f-0123456789ab"
    },
    mixinStandardHelpOptions = true)
public final class WhyCommand implements Callable<Integer> {

  @Mixin ServerOptions server = new ServerOptions();
  @Mixin Output output = new Output();

  @Parameters(paramLabel = "UID", description = "The agent's uid.")
  String uid = "";

  @Override
  public Integer call() throws Exception {
    try (RestClient client = server.connect()) {
      JsonNode why = client.get("agents/" + RestClient.escaped(uid) + "/why");
      output.print(why, () -> why.path("state").asText() + ": " + why.path("answer").asText());
    }
    return ExitCode.OK;
  }
}
