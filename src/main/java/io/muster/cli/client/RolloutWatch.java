package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows how a rollout goes, to its end. */
@Command(
    name = "watch",
    description = {
      "Shows how a rollout goes until it ends. Ends with 0 if it succeeded, with 1 if it was rolled"
          + " back or aborted.",
      "",
      "  muster rollout watch prod-1"
    },
    mixinStandardHelpOptions = true)
final class RolloutWatch implements Callable<Integer> {

  private static final long MILLIS = 500;
  private static final int UNAVAILABLE = 503;

  @Mixin ServerOptions server = new ServerOptions();
  @Mixin Output output = new Output();

  @Parameters(paramLabel = "ID", description = "The rollout's id, as prod-1.")
  String id = "";

  @Option(names = "--once", description = "Show where it is now, and do not wait.")
  boolean once;

  @Override
  public Integer call() throws Exception {
    try (RestClient client = server.connect()) {
      String shown = "";
      long answered = System.nanoTime();
      while (true) {
        try {
          JsonNode rollout = client.get("rollouts/" + RestClient.escaped(id));
          answered = System.nanoTime();
          String line = RolloutText.line(rollout);
          if (!line.equals(shown)) {
            output.print(rollout, () -> line);
            shown = line;
          }
          if (RolloutText.finished(rollout)) {
            return rollout.path("state").asText().equals("succeeded")
                ? ExitCode.OK
                : ExitCode.REFUSED;
          }
        } catch (Unreachable | Refused e) {
          if (shown.isEmpty() || !passes(e) || System.nanoTime() - answered > patience()) {
            throw e;
          }
        }
        if (once) {
          return ExitCode.OK;
        }
        Thread.sleep(MILLIS);
      }
    }
  }

  /** A rollout of days outlives restarts of its server: one that answered is waited for. */
  private long patience() {
    return server.timeout.toNanos();
  }

  private static boolean passes(Exception problem) {
    return !(problem instanceof Refused refused) || refused.status() == UNAVAILABLE;
  }
}
