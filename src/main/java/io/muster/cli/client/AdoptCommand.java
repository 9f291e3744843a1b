package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Takes what agents run now into manifests. */
@Command(
    name = "adopt",
    description = {
      "Takes what agents run now into configs and targets, those that run the same together."
          + " Nothing is sent to anybody, and nothing is written but the files, and the labels"
          + " that are asked for.",
      "",
      "  muster adopt -l env=prod -o adopted"
    },
    mixinStandardHelpOptions = true)
public final class AdoptCommand implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
  CommandSpec spec;

  @Mixin ServerOptions server = new ServerOptions();

  @Option(
      names = {"-l", "--selector"},
      paramLabel = "TERMS",
      description = "Agents that match, as for 'get'; may be given several times. All without it.")
  List<String> selectors = new ArrayList<>();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description =
          "Writes manifests for 'plan -f DIR' and 'apply -f DIR', each config in a file of its own"
              + " in a folder beside them. What is there is not overwritten.")
  @Nullable Path folder;

  @Option(
      names = "--manifests",
      description = "Prints the manifests in YAML, for 'plan -f -', and nothing else.")
  boolean manifests;

  @Option(
      names = "--label",
      description =
          "Puts labels on those agents that nothing else tells from others. Labels are the server's"
              + " own; no agent hears of them.")
  boolean label;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    try (RestClient client = server.connect()) {
      JsonNode proposal =
          client.get(RestClient.path("adoption", Map.of("selector", String.join(",", selectors))));
      if (folder != null) {
        new AdoptedFiles(folder).write(proposal);
      }
      int labelled = label ? label(client, proposal) : 0;
      if (manifests) {
        ObjectNode all = RestClient.JSON.createObjectNode();
        proposal
            .path("groups")
            .forEach(group -> group.path("manifests").forEach(all.withArray("manifests")::add));
        out.println(Output.yaml(all));
        return ExitCode.OK;
      }
      out.println(AdoptionText.of(proposal, folder, label, labelled).stripTrailing());
    }
    return ExitCode.OK;
  }

  /** Adds its label to each agent of the groups that need one; what it has stays. */
  private static int label(RestClient client, JsonNode proposal)
      throws IOException, InterruptedException, Refused, Unreachable {
    int labelled = 0;
    for (JsonNode group : proposal.path("groups")) {
      JsonNode label = group.path("label");
      if (label.isMissingNode()) {
        continue;
      }
      for (JsonNode uid : group.path("uids")) {
        String path = "agents/" + RestClient.escaped(uid.asText()) + "/labels";
        ObjectNode added = RestClient.JSON.createObjectNode();
        added.put(label.path("key").asText(), label.path("value").asText());
        var _ = client.patch(path, added);
        labelled++;
      }
    }
    return labelled;
  }
}
