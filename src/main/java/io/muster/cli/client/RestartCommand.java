package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Asks agents to restart. */
@Command(
    name = "restart",
    description = {
      "Asks agents to restart, each at most once.",
      "",
      "  muster restart -l env=test"
    },
    mixinStandardHelpOptions = true)
public final class RestartCommand implements Callable<Integer> {

  @Mixin ServerOptions server = new ServerOptions();
  @Mixin Output output = new Output();
  @Mixin WhichAgents which = new WhichAgents();
  @Mixin Confirmation confirmation = new Confirmation();

  @Parameters(paramLabel = "UID", arity = "0..*", description = "Agents by their uids.")
  List<String> uids = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    try (RestClient client = server.connect()) {
      List<JsonNode> agents = which.find(client, uids);
      confirmation.ask(agents.size(), "restart " + which.words(agents.size()));
      Bulk done =
          Bulk.run(
              "asked to restart",
              agents,
              uid -> {
                var _ = client.post("agents/" + RestClient.escaped(uid) + "/restart");
              });
      output.print(done.json(), done::text);
      return done.exitCode();
    }
  }
}
