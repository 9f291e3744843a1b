package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.cli.PositiveDurations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Waits until something is so, for scripts. */
@Command(
    name = "wait",
    description = {
      "Waits until agents or a rollout are as --for says; ends with 1 if they are not in time, or"
          + " cannot be any more.",
      "",
      "  muster wait agents -l env=prod --for sync=in_sync --within 10m",
      "  muster wait rollout prod-1 --for succeeded"
    },
    mixinStandardHelpOptions = true)
public final class WaitCommand implements Callable<Integer> {

  private static final long MILLIS = 500;
  private static final Set<String> FACTS = Set.of("status", "health", "sync");

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
  CommandSpec spec;

  @Mixin ServerOptions server = new ServerOptions();

  @Parameters(index = "0", paramLabel = "WHAT", description = "agents, or rollout.")
  String what = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NAME",
      description = "The rollout's id, or an agent's uid.")
  String name = "";

  @Option(
      names = {"-l", "--selector"},
      paramLabel = "TERMS",
      description = "Agents that match, as for 'get'; may be given several times.")
  List<String> selectors = new ArrayList<>();

  @Option(
      names = "--for",
      paramLabel = "CONDITION",
      required = true,
      description =
          "Of agents sync=, status= or health= and the words of 'get', with commas; of a rollout"
              + " its state, as succeeded.")
  String condition = "";

  @Option(
      names = "--within",
      paramLabel = "DURATION",
      defaultValue = "10m",
      converter = PositiveDurations.class,
      description = "How long to wait (default: ${DEFAULT-VALUE}).")
  Duration within = Duration.ZERO;

  /** What was seen last: done or not, and words for it. */
  private record Seen(boolean done, boolean hopeless, String text) {}

  @Override
  public Integer call() throws Exception {
    boolean rollout =
        switch (what.toLowerCase(Locale.ROOT)) {
          case "agent", "agents" -> false;
          case "rollout", "rollouts" -> true;
          default ->
              throw wrong(
                  "'"
                      + what
                      + "' is nothing to wait for: agents, or rollout"
                      + Nearest.hint(what, List.of("agents", "rollout")));
        };
    if (rollout && name.isEmpty()) {
      throw wrong("say which rollout, as 'muster wait rollout prod-1 --for succeeded'");
    }
    if (!rollout && !FACTS.contains(condition.replaceFirst("=.*", ""))) {
      throw wrong("--for is '" + condition + "', expected sync=, status= or health=");
    }
    long end = System.nanoTime() + within.toNanos();
    try (RestClient client = server.connect()) {
      while (true) {
        Seen seen = rollout ? rollout(client) : agents(client);
        if (seen.done()) {
          spec.commandLine().getOut().println(seen.text());
          return ExitCode.OK;
        }
        if (seen.hopeless() || System.nanoTime() - end > 0) {
          spec.commandLine()
              .getErr()
              .println(
                  (seen.hopeless() ? "" : "not within " + within.toSeconds() + " s: ")
                      + seen.text());
          return ExitCode.REFUSED;
        }
        Thread.sleep(MILLIS);
      }
    }
  }

  private Seen rollout(RestClient client) throws Refused, Unreachable, InterruptedException {
    JsonNode rollout = client.get("rollouts/" + RestClient.escaped(name));
    boolean done = List.of(condition.split(",")).contains(rollout.path("state").asText());
    return new Seen(done, RolloutText.finished(rollout), RolloutText.line(rollout));
  }

  private Seen agents(RestClient client) throws Refused, Unreachable, InterruptedException {
    String fact = condition.substring(0, condition.indexOf('='));
    String words = condition.substring(condition.indexOf('=') + 1);
    if (!name.isEmpty()) {
      JsonNode agent = client.get("agents/" + RestClient.escaped(name));
      String now =
          switch (fact) {
            case "sync" -> agent.path("sync").path("state").asText();
            case "status" -> agent.path("status").asText();
            default ->
                agent.path("health").path("healthy").isBoolean() ? Tables.health(agent) : "unknown";
          };
      return new Seen(List.of(words.split(",")).contains(now), false, fact + " is " + now);
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("selector", String.join(",", selectors));
    JsonNode counts = client.get(RestClient.path("agents/summary", parameters));
    int total = counts.path("total").asInt();
    int so = 0;
    for (String word : words.split(",")) {
      if (!counts.path(fact).has(word)) {
        List<String> known = new ArrayList<>();
        counts.path(fact).fieldNames().forEachRemaining(known::add);
        throw wrong(
            "'"
                + word
                + "' is no "
                + fact
                + ": "
                + String.join(", ", known)
                + Nearest.hint(word, known));
      }
      so += counts.path(fact).path(word).asInt();
    }
    StringBuilder others = new StringBuilder();
    counts
        .path(fact)
        .properties()
        .forEach(each -> {
          if (each.getValue().asInt() > 0) {
            others.append(", ").append(each.getValue().asInt()).append(' ').append(each.getKey());
          }
        });
    String text = total == 0 ? "no agent matches" : so + " of " + total + " agents" + others;
    return new Seen(total > 0 && so == total, false, text);
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
