package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Offers again what failed, or is not run any more. */
@Command(
    name = "retry",
    description = {
      "Offers again what agents refused or never answered.",
      "Agents that drifted are sent the config again that they say to have.",
      "",
      "  muster retry 018f2c1e-8a3b-7c4d-9e5f-0123456789ab",
      "  muster retry -l env=prod"
    },
    mixinStandardHelpOptions = true)
public final class RetryCommand implements Callable<Integer> {

  /** How attempts end that are made anew, and the one that lasts. */
  private static final Set<String> AGAIN =
      Set.of("FAILED", "NO_ANSWER", "TAKEN_BACK", "UNCONFIRMED", "APPLYING");

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
        return retry(client, "agents/" + RestClient.escaped(which.uid));
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
      confirmation.ask(
          most, "offer again what failed or drifted, to up to " + WhichAgents.agents(most));
      JsonNode answer = client.post(RestClient.path("agents/retry", parameters));
      output.print(
          answer, () -> "agents with something to retry: " + answer.path("agents").asInt());
    }
    return ExitCode.OK;
  }

  /** One agent: what is done depends on how it stood before. */
  private int retry(RestClient client, String path)
      throws Refused, Unreachable, InterruptedException {
    JsonNode before = client.get(path);
    JsonNode agent = client.post(path + "/retry");
    String uid = agent.path("uid").asText();
    String state = before.path("sync").path("state").asText();
    output.print(
        agent,
        () ->
            state.equals("drifted")
                ? "sent its config again: %s; 'muster why %s' says in a minute what it runs"
                    .formatted(uid, uid)
                : hasSomething(before)
                    ? "retried: " + uid
                    : "nothing to retry: %s is %s, and nothing that was offered to it failed"
                        .formatted(uid, state.replace('_', ' ')));
    return ExitCode.OK;
  }

  private static boolean hasSomething(JsonNode agent) {
    for (JsonNode attempt : agent.path("attempts")) {
      if (AGAIN.contains(attempt.path("state").asText())) {
        return true;
      }
    }
    return false;
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
    parameters.put("sync", "failed,drifted");
    parameters.put("limit", "1");
    return client.get(RestClient.path("agents", parameters)).path("total").asInt();
  }
}
