package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows rollouts. */
@Command(
    name = "list",
    description = {"Shows rollouts, as 'get rollouts'.", "", "  muster rollout list --target prod"},
    mixinStandardHelpOptions = true)
final class RolloutList implements Callable<Integer> {

  private static final int MOST = 10_000;

  @Mixin ServerOptions server = new ServerOptions();
  @Mixin Output output = new Output();

  @Option(names = "--target", paramLabel = "TARGET", description = "Only those of this target.")
  @Nullable String target;

  @Override
  public Integer call() throws Exception {
    try (RestClient client = server.connect()) {
      JsonNode rollouts =
          client.list("rollouts", target == null ? Map.of() : Map.of("target", target), MOST);
      output.printRows(rollouts, () -> Tables.rollouts(rollouts, Age.fromNow()));
    }
    return ExitCode.OK;
  }
}
