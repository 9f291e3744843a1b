package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Offers again what failed. */
@Command(
    name = "retry",
    description = {
      "Offers again what agents refused or never answered.",
      "",
      "  muster retry 018f2c1e-8a3b-7c4d-9e5f-0123456789ab",
      "  muster retry -l env=prod"
    },
    mixinStandardHelpOptions = true)
public final class RetryCommand implements Callable<Integer> {

  @Mixin ServerOptions server = new ServerOptions();
  @Mixin Output output = new Output();
  @Mixin Confirmation confirmation = new Confirmation();

  @ArgGroup(exclusive = true, multiplicity = "1")
  Which which = new Which();

  /** Whom to retry; one of these. */
  static final class Which {

    @Parameters(paramLabel = "UID", description = "One agent.")
    String uid = "";

    @Option(
        names = {"-l", "--selector"},
        paramLabel = "TERMS",
        description = "Agents that match, as for 'get'; may be given several times.")
    List<String> selectors = new ArrayList<>();

    @Option(
        names = "--failure",
        paramLabel = "ID",
        description = "Agents of one line of 'get failures'.")
    String failure = "";

    @Option(
        names = "--connection-settings",
        paramLabel = "NAME",
        description = "Kinds of agents that connection settings of this name were stopped for.")
    String connectionSettings = "";

    @Option(names = "--all", description = "All agents.")
    boolean all;
  }

  @Override
  public Integer call() throws Exception {
    try (RestClient client = server.connect()) {
      if (!which.uid.isEmpty()) {
        JsonNode agent = client.post("agents/" + RestClient.escaped(which.uid) + "/retry");
        output.print(agent, () -> "retried: " + agent.path("uid").asText());
        return ExitCode.OK;
      }
      if (!which.connectionSettings.isEmpty()) {
        String name = RestClient.escaped(which.connectionSettings);
        JsonNode settings = client.post("connection-settings/" + name + "/retry");
        output.print(settings, () -> "goes on: " + settings.path("name").asText());
        return ExitCode.OK;
      }
      Map<String, String> parameters = new LinkedHashMap<>();
      parameters.put("selector", String.join(",", which.selectors));
      parameters.put("failure", which.failure);
      parameters.put("all", which.all ? "true" : "");
      // How many of them have something to retry is known when it is done; no more than these.
      int most = failing(client);
      confirmation.ask(most, "offer again what failed, to up to " + WhichAgents.agents(most));
      JsonNode answer = client.post(RestClient.path("agents/retry", parameters));
      output.print(
          answer, () -> "agents with something to retry: " + answer.path("agents").asInt());
    }
    return ExitCode.OK;
  }

  private int failing(RestClient client) throws Refused, Unreachable, InterruptedException {
    if (confirmation.yes) {
      return 0;
    }
    if (!which.failure.isEmpty()) {
      for (JsonNode failure : client.get("agents/failures?limit=1000").path("items")) {
        if (failure.path("id").asText().equals(which.failure)) {
          return failure.path("agents").asInt();
        }
      }
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("selector", String.join(",", which.selectors));
    parameters.put("sync", "failed");
    parameters.put("limit", "1");
    return client.get(RestClient.path("agents", parameters)).path("total").asInt();
  }
}
