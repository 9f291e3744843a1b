package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which agents a command acts on, if they are not named by their uids. */
public final class WhichAgents {

  private static final int MOST = 100_000;

  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
  CommandSpec spec;

  @Option(
      names = {"-l", "--selector"},
      paramLabel = "TERMS",
      description = "Agents that match, as for 'get'; may be given several times.")
  List<String> selectors = new ArrayList<>();

  @Option(names = "--all", description = "All agents.")
  boolean all;

  /** Whether agents are meant that are not named one by one. */
  boolean many() {
    return all || !selectors.isEmpty();
  }

  /** The agents that are meant: those of these uids, or those that match. */
  List<JsonNode> find(RestClient client, List<String> uids)
      throws Refused, Unreachable, InterruptedException {
    if (uids.isEmpty() == !many()) {
      throw new ParameterException(
          spec.commandLine(), "say which agents: by their uids, with -l TERMS, or --all");
    }
    if (selectors.stream().anyMatch(String::isBlank)) {
      // As it comes of a variable that is empty; it would mean all agents.
      throw new ParameterException(spec.commandLine(), "-l is empty; all agents are --all");
    }
    List<JsonNode> found = new ArrayList<>();
    for (String uid : uids) {
      found.add(client.get("agents/" + RestClient.escaped(uid)));
    }
    if (many()) {
      Map<String, String> parameters = new LinkedHashMap<>();
      parameters.put("selector", String.join(",", selectors));
      client.list("agents", parameters, MOST).path("items").forEach(found::add);
    }
    return found;
  }

  /** For people: "12 agents that match env=prod". */
  String words(int count) {
    return agents(count)
        + (selectors.isEmpty() ? "" : " that match " + String.join(",", selectors));
  }

  static String agents(int count) {
    return count == 1 ? "1 agent" : count + " agents";
  }
}
