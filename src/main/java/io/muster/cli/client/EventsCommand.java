package io.muster.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What happens, as it happens. */
@Command(
    name = "events",
    description = {
      "Shows what operators changed lately; with --watch what happens from now on, agents included,"
          + " until Ctrl-C.",
      "",
      "  muster events -w --kinds rollout,target"
    },
    mixinStandardHelpOptions = true)
public final class EventsCommand implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
  CommandSpec spec;

  @Mixin ServerOptions server = new ServerOptions();
  @Mixin Output output = new Output();

  @Option(
      names = {"-w", "--watch"},
      description = "Follow what happens.")
  boolean watch;

  @Option(
      names = "--kinds",
      split = ",",
      paramLabel = "KINDS",
      description =
          "Only these: agent, custom-message, config, ottl, target, setting, rollout; with commas.")
  List<String> kinds = new ArrayList<>();

  @Override
  public Integer call() throws Exception {
    Set<String> wanted = new TreeSet<>(kinds);
    try (RestClient client = server.connect()) {
      if (!watch) {
        JsonNode changes = RecentChanges.of(client, wanted);
        output.printRows(changes, () -> RecentChanges.table(changes, Age.fromNow()));
        return ExitCode.OK;
      }
      try (Stream<String> lines = client.lines("events")) {
        follow(lines.iterator(), wanted);
      } catch (UncheckedIOException e) {
        // Told below, as its orderly end.
      }
      throw new Unreachable(client.server() + " ended the stream: it stops, or restarts");
    }
  }

  private void follow(Iterator<String> lines, Set<String> wanted) throws JsonProcessingException {
    PrintWriter out = spec.commandLine().getOut();
    String name = "";
    while (lines.hasNext()) {
      String line = lines.next();
      if (line.startsWith("event:")) {
        name = line.substring("event:".length()).strip();
      } else if (line.startsWith("data:") && (wanted.isEmpty() || wanted.contains(name))) {
        JsonNode data = RestClient.JSON.readTree(line.substring("data:".length()));
        String now = InstantSource.system().instant().truncatedTo(ChronoUnit.SECONDS).toString();
        if (output.isTable()) {
          out.println(now + "  " + EventText.of(name, data));
        } else {
          ObjectNode event = RestClient.JSON.createObjectNode().put("time", now).put("event", name);
          event.set("data", data);
          out.println(event);
        }
        out.flush();
      }
    }
  }
}
