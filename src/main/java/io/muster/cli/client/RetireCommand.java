package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Forgets agents that are gone for good. */
@Command(
    name = "retire",
    description = {
      "Forgets agents that are gone for good, with their labels and history. One that is connected"
          + " would come back as new: it stays, unless --force is given.",
      "",
      "  muster retire -l env=old"
    },
    mixinStandardHelpOptions = true)
public final class RetireCommand implements Callable<Integer> {

  @Mixin ServerOptions server = new ServerOptions();
  @Mixin Output output = new Output();
  @Mixin WhichAgents which = new WhichAgents();
  @Mixin Confirmation confirmation = new Confirmation();

  @Parameters(paramLabel = "UID", arity = "0..*", description = "Agents by their uids.")
  List<String> uids = new ArrayList<>();

  @Option(names = "--force", description = "Forget those that are connected as well.")
  boolean force;

  @Override
  public Integer call() throws Exception {
    try (RestClient client = server.connect()) {
      List<JsonNode> found = which.find(client, uids);
      List<JsonNode> agents = found.stream().filter(agent -> force || isAway(agent)).toList();
      int kept = found.size() - agents.size();
      confirmation.ask(
          agents.size(),
          "forget " + which.words(agents.size()) + (kept > 0 ? " (" + stay(kept) + ")" : ""));
      Bulk done =
          Bulk.run(
              "forgotten",
              agents,
              uid -> {
                var _ = client.delete("agents/" + RestClient.escaped(uid));
              });
      output.print(
          done.json(),
          () ->
              done.text()
                  + (kept > 0
                      ? System.lineSeparator() + stay(kept) + ": stop them first, or add --force"
                      : ""));
      // An agent that was named and stays is not what was asked for.
      return kept > 0 && !which.many() ? ExitCode.REFUSED : done.exitCode();
    }
  }

  private static boolean isAway(JsonNode agent) {
    return agent.path("status").asText().equals("disconnected");
  }

  private static String stay(int kept) {
    return WhichAgents.agents(kept) + (kept == 1 ? " is" : " are") + " connected and left alone";
  }
}
