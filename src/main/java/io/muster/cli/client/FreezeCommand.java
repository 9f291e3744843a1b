package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Stops all that would change agents. */
@Command(
    name = "freeze",
    description = {
      "Stops everything that would change agents, but what aborts and rollbacks take back.",
      "",
      "  muster freeze --reason 'change freeze until January 7'",
      "  muster freeze -l env=prod --reason 'incident 42'"
    },
    mixinStandardHelpOptions = true)
public final class FreezeCommand implements Callable<Integer> {

  @Mixin ServerOptions server = new ServerOptions();
  @Mixin Output output = new Output();

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "Why; shown to everybody whom the freeze stops.")
  String reason = "";

  @Option(
      names = {"-l", "--selector"},
      paramLabel = "TERMS",
      description = "Agents that match, as for 'get'; may be given several times. All without it.")
  List<String> selectors = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    ObjectNode body = RestClient.JSON.createObjectNode().put("reason", reason);
    if (!selectors.isEmpty()) {
      body.put("selector", String.join(",", selectors));
    }
    try (RestClient client = server.connect()) {
      JsonNode freeze = client.post("freeze", body);
      output.print(freeze, () -> FreezeText.line(freeze));
    }
    return ExitCode.OK;
  }
}
