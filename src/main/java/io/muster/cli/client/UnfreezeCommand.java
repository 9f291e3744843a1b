package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lifts a freeze. */
@Command(
    name = "unfreeze",
    description = {
      "Lifts a freeze: what was kept back goes out at the usual pace. Without options, that of"
          + " all agents, or the only one.",
      "",
      "  muster unfreeze",
      "  muster unfreeze -l env=prod"
    },
    mixinStandardHelpOptions = true)
public final class UnfreezeCommand implements Callable<Integer> {

  @Mixin ServerOptions server = new ServerOptions();
  @Mixin Output output = new Output();

  @ArgGroup(exclusive = true)
  Which which = new Which();

  /** Which freeze to lift; one of these. */
  static final class Which {

    @Option(
        names = {"-l", "--selector"},
        paramLabel = "TERMS",
        description = "The freeze of this selector, as it was given.")
    List<String> selectors = new ArrayList<>();

    @Option(names = "--all", description = "All freezes.")
    boolean all;
  }

  @Override
  public Integer call() throws Exception {
    try (RestClient client = server.connect()) {
      var _ = client.delete(path());
      JsonNode left = client.get("freeze");
      output.print(
          left,
          () ->
              left.path("frozen").asBoolean()
                  ? FreezeText.lines(left.path("freezes"))
                  : "nothing is frozen");
    }
    return ExitCode.OK;
  }

  private String path() {
    if (which.all) {
      return RestClient.path("freeze", Map.of("all", "true"));
    }
    // An empty selector is one, too: that of all agents.
    return which.selectors.isEmpty()
        ? "freeze"
        : "freeze?selector=" + RestClient.escaped(String.join(",", which.selectors));
  }
}
