package io.muster.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.simulator.ChangePlan;
import io.muster.simulator.ServerUrl;
import io.muster.simulator.Shares;
import io.muster.simulator.Simulation;
import io.muster.simulator.SimulationPlan;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Simulates a fleet of agents against a server. */
@Command(
    name = "simulate",
    description = {
      "Simulates agents: thousands in one process, well-behaved or not. Prints how it goes on"
          + " standard error, and a report as JSON at the end, also after Ctrl-C.",
      "",
      "  muster simulate --agents 200",
      "  muster simulate --agents 200 --behaviours fail=50 --bad-config kafka"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Muster.Version.class)
final class Simulate implements Callable<Integer> {

  private static final int PROGRESS_MILLIS = 1_000;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
  CommandSpec spec;

  @Option(
      names = "--agents",
      paramLabel = "N",
      required = true,
      description = "How many; one process holds about 19,500 where 20,000 files may be open.")
  int agents;

  @Option(
      names = "--url",
      paramLabel = "URL",
      split = ",",
      description =
          "The server: ws, wss, http or https (default: the one that runs on MUSTER_DATA or"
              + " ./muster-data, else ws://127.0.0.1:4320/v1/opamp). Of several, with commas,"
              + " agents are spread over all, and go to the next when theirs is lost.")
  List<String> urls = List.of();

  @Option(names = "--token", paramLabel = "TOKEN", description = "Bearer token of the agents.")
  @Nullable String token;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "The same in a file, so that no list of processes shows it.")
  @Nullable Path tokenFile;

  @Option(
      names = "--first",
      paramLabel = "N",
      defaultValue = "0",
      description = "Number of the first agent, for a fleet out of several processes.")
  int first;

  @Option(
      names = "--connect-rate",
      paramLabel = "N",
      defaultValue = "1000",
      description = "New agents a second, 0 for all at once (default: ${DEFAULT-VALUE}).")
  int connectRate;

  @Option(
      names = "--heartbeat",
      paramLabel = "DURATION",
      defaultValue = "30s",
      converter = Durations.class,
      description = "Between heartbeats or polls, 0s for none (default: ${DEFAULT-VALUE}).")
  Duration heartbeat = Duration.ZERO;

  @Option(
      names = "--jitter",
      paramLabel = "PART",
      defaultValue = "0.1",
      description = "How much of the interval a heartbeat may be off (default: ${DEFAULT-VALUE}).")
  double jitter;

  @Option(
      names = "--behaviours",
      paramLabel = "NAME=PERCENT,...",
      converter = SharesOption.class,
      description =
          "Shares of agents that fail, are slow, silent (never answer an offer), stall (stop"
              + " reading), flap, crash (and come back with the old state), are a duplicate, or"
              + " apply all configs but are sick, drift or vanish with all but the first.")
  Shares behaviours = Shares.NONE;

  @Option(
      names = "--bad-config",
      paramLabel = "TEXT",
      description =
          "Agents that fail, are slow, silent, sick, drift or vanish do so with configs that"
              + " contain this text only.")
  @Nullable String badConfig;

  @Option(
      names = "--effective-config",
      paramLabel = "BYTES",
      defaultValue = "2048",
      description = "Size of the effective config before an offer (default: ${DEFAULT-VALUE}).")
  int effectiveConfig;

  @Option(
      names = "--apply-time",
      paramLabel = "DURATION",
      defaultValue = "1s",
      converter = Durations.class,
      description =
          "How long a config takes to apply, half to one and a half of it (default:"
              + " ${DEFAULT-VALUE}).")
  Duration applyTime = Duration.ZERO;

  @Option(
      names = "--source",
      paramLabel = "ADDRESS",
      split = ",",
      description =
          "Local addresses to connect from in turn, such as 127.0.0.2,127.0.0.3: one address has"
              + " 28,000 ports.")
  List<String> sources = List.of();

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "Certificates that are trusted (default: the JDK's).")
  @Nullable Path authorities;

  @Option(names = "--insecure", description = "Trust any certificate.")
  boolean insecure;

  @Option(
      names = "--duration",
      paramLabel = "DURATION",
      converter = Durations.class,
      description =
          "How long to stay once all are connected and the changes made (default: until Ctrl-C;"
              + " with changes, not at all).")
  @Nullable Duration duration;

  @Option(
      names = "--changes",
      paramLabel = "N",
      defaultValue = "0",
      description = "Config changes to make and to measure.")
  int changes;

  @Option(
      names = "--config-size",
      paramLabel = "BYTES",
      defaultValue = "32768",
      description = "Size of the config of a change (default: ${DEFAULT-VALUE}).")
  int configSize;

  @Option(
      names = "--operator-url",
      paramLabel = "URL",
      defaultValue = "http://127.0.0.1:8080",
      description = "Muster's API, for changes (default: ${DEFAULT-VALUE}).")
  URI operatorUrl = URI.create("http://127.0.0.1:8080");

  @Option(
      names = "--operator-token-file",
      paramLabel = "FILE",
      defaultValue = "muster-data/operator-token",
      description = "The operator's token, for changes (default: ${DEFAULT-VALUE}).")
  Path operatorToken = Path.of("");

  @Option(
      names = "--change-url",
      paramLabel = "URL",
      description = "Where another server takes a config as YAML by PUT, instead of Muster's API.")
  @Nullable URI changeUrl;

  @Option(
      names = "--retry",
      paramLabel = "DURATION",
      defaultValue = "1s",
      converter = Durations.class,
      description = "Wait after a first failure, doubled each time (default: ${DEFAULT-VALUE}).")
  Duration retry = Duration.ZERO;

  @Option(
      names = "--retry-max",
      paramLabel = "DURATION",
      defaultValue = "30s",
      converter = Durations.class,
      description = "Longest wait between two attempts (default: ${DEFAULT-VALUE}).")
  Duration retryMax = Duration.ZERO;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The same seed gives the same agents (default: ${DEFAULT-VALUE}).")
  long seed;

  @Option(
      names = "--server-pid",
      paramLabel = "PID",
      description = "Process of the server, to measure its memory and processor time (Linux).")
  @Nullable Long serverPid;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Where the report goes (default: standard output).")
  @Nullable Path report;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Simulation simulation = simulation();
    Thread progress = Thread.ofPlatform().daemon().name("progress").start(() -> tell(simulation));
    Thread interrupted = new Thread(() -> endEarly(simulation), "interrupted");
    Runtime.getRuntime().addShutdownHook(interrupted);
    simulation.run();
    if (!stillOurs(interrupted)) {
      return 0;
    }
    progress.interrupt();
    write(simulation);
    return 0;
  }

  /** False if the process was told to end: then the hook writes the report. */
  private static boolean stillOurs(Thread hook) {
    try {
      return Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return false;
    }
  }

  private Simulation simulation() throws IOException {
    try {
      return new Simulation(
          new SimulationPlan(
              servers(),
              agentsToken(),
              agents,
              first,
              connectRate,
              heartbeat,
              jitter,
              behaviours,
              badConfig,
              effectiveConfig,
              applyTime,
              sources,
              authorities,
              insecure,
              duration,
              changes == 0 ? null : changePlan(),
              retry,
              retryMax,
              seed,
              serverPid),
          InstantSource.system());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private @Nullable String agentsToken() {
    if (tokenFile == null) {
      return token;
    }
    if (token != null) {
      throw new IllegalArgumentException("--token and --token-file are both given: one of them");
    }
    try {
      return GivenToken.ofAgents(tokenFile);
    } catch (GivenToken.NoToken e) {
      throw new ParameterException(spec.commandLine(), e.text(), e);
    }
  }

  private List<ServerUrl> servers() {
    return urls.isEmpty()
        ? List.of(ServerUrl.parse(LocalServer.agents(LocalServer.folder(null)).toString()))
        : urls.stream().map(ServerUrl::parse).toList();
  }

  private ChangePlan changePlan() throws IOException {
    Duration patience = Duration.ofMinutes(1);
    Duration pause = applyTime.multipliedBy(2).plusSeconds(2);
    if (changeUrl != null) {
      return new ChangePlan(changes, configSize, changeUrl, null, null, patience, pause);
    }
    if (!Files.isReadable(operatorToken)) {
      throw new IllegalArgumentException(
          "changes need the operator's token: there is no readable file "
              + operatorToken
              + "; name it with --operator-token-file");
    }
    try {
      String operator = GivenToken.inFile(operatorToken);
      return ChangePlan.onMuster(changes, configSize, operatorUrl, operator, patience, pause);
    } catch (GivenToken.NoToken e) {
      throw new ParameterException(spec.commandLine(), e.text(), e);
    }
  }

  private static void tell(Simulation simulation) {
    try {
      while (true) {
        Thread.sleep(PROGRESS_MILLIS);
        System.err.println(simulation.report().line(simulation.phase()));
      }
    } catch (InterruptedException e) {
      // The run is over.
    }
  }

  private void endEarly(Simulation simulation) {
    try {
      simulation.end();
      write(simulation);
    } catch (IOException | InterruptedException e) {
      System.err.println("No report: " + e.getMessage());
    }
  }

  private void write(Simulation simulation) throws IOException {
    System.err.print(simulation.report().summary());
    String json =
        new ObjectMapper()
            .writerWithDefaultPrettyPrinter()
            .writeValueAsString(simulation.report().json());
    if (report == null) {
      System.out.println(json);
    } else {
      Files.writeString(report, json + "\n");
    }
  }
}
