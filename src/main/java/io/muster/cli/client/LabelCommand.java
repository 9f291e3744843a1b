package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sets and removes labels of agents. */
@Command(
    name = "label",
    description = {
      "Sets labels of agents (KEY=VALUE) and removes them (KEY-); others stay as they are.",
      "",
      "  muster label -l service.name=otelcol env=prod canary-"
    },
    mixinStandardHelpOptions = true)
public final class LabelCommand implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
  CommandSpec spec;

  @Mixin ServerOptions server = new ServerOptions();
  @Mixin Output output = new Output();
  @Mixin WhichAgents which = new WhichAgents();
  @Mixin Confirmation confirmation = new Confirmation();

  @Parameters(
      paramLabel = "UID|KEY=VALUE|KEY-",
      arity = "1..*",
      description = "Agents by their uids, and what is to become of their labels.")
  List<String> words = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    ObjectNode patch = RestClient.JSON.createObjectNode();
    List<String> uids = new ArrayList<>();
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        patch.put(word.substring(0, equals), word.substring(equals + 1));
      } else if (word.length() > 1 && word.endsWith("-")) {
        patch.putNull(word.substring(0, word.length() - 1));
      } else {
        uids.add(word);
      }
    }
    if (patch.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "say which labels: KEY=VALUE to set one, KEY- to remove it");
    }
    try (RestClient client = server.connect()) {
      List<JsonNode> agents = which.find(client, uids);
      confirmation.ask(agents.size(), "label " + which.words(agents.size()));
      Bulk done =
          Bulk.run(
              "labelled",
              agents,
              uid -> {
                var _ = client.patch("agents/" + RestClient.escaped(uid) + "/labels", patch);
              });
      output.print(done.json(), done::text);
      return done.exitCode();
    }
  }
}
