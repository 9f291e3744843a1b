package io.muster.cli;

import io.muster.session.ConnectionExtension;
import io.quarkus.runtime.Quarkus;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the server until it is told to stop (SIGTERM, Ctrl-C). */
@Command(
    name = "serve",
    description = {
      "Runs the server. Everything else is set by muster.* settings, as -Dmuster.x=y"
          + " in MUSTER_JAVA_OPTS or as MUSTER_X in the environment: see docs/settings.md.",
      "",
      "  muster serve",
      "  muster serve --data /var/lib/muster --agent-host 0.0.0.0"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Muster.Version.class)
final class Serve implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
  CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder of the store and the operator token (default: ./muster-data).")
  @Nullable Path data;

  @Option(
      names = "--agent-port",
      paramLabel = "N",
      description = "Port for agents, 0 for a free one (default: 4320).")
  @Nullable Integer agentPort;

  @Option(
      names = "--operator-port",
      paramLabel = "N",
      description = "Port for API, probes and metrics, 0 for a free one (default: 8080).")
  @Nullable Integer operatorPort;

  @Option(
      names = "--agent-host",
      paramLabel = "ADDRESS",
      description = "Address for agents (default: 127.0.0.1).")
  @Nullable String agentHost;

  @Option(
      names = "--operator-host",
      paramLabel = "ADDRESS",
      description = "Address for the API (default: 127.0.0.1).")
  @Nullable String operatorHost;

  @Option(
      names = "--store",
      paramLabel = "KIND",
      description =
          "Where state is kept: sqlite, in the data folder, or infinispan (default: sqlite).")
  @Nullable String store;

  @Option(
      names = "--infinispan",
      paramLabel = "HOST:PORT;...",
      description = "The Infinispan servers (default: 127.0.0.1:11222).")
  @Nullable String infinispan;

  @Option(
      names = "--import",
      paramLabel = "FILE",
      description =
          "An export (muster export) to begin with, if the store is still empty; passed over once"
              + " it is imported.")
  @Nullable Path importFile;

  @Option(
      names = "--accept-loss",
      description =
          "Go on though the database of a used data folder is missing, or older than the last use,"
              + " without what it lacks; for one start.")
  boolean acceptLoss;

  @Override
  public Integer call() {
    checkPort("--agent-port", agentPort);
    checkPort("--operator-port", operatorPort);
    checkStore();
    set("muster.store.kind", store);
    set("muster.store.infinispan.hosts", infinispan);
    set("muster.store.import-file", importFile);
    set("muster.store.accept-loss", acceptLoss ? true : null);
    set("muster.data", data);
    set("muster.agents.port", agentPort);
    set("muster.agents.host", agentHost);
    set("muster.operators.port", operatorPort);
    set("muster.operators.host", operatorHost);
    ConnectionExtension.enable();
    Quarkus.run(Server.class, Serve::ended);
    return 0;
  }

  private void checkStore() {
    if (store != null && !store.equals("sqlite") && !store.equals("infinispan")) {
      throw new ParameterException(
          spec.commandLine(), "--store is " + store + ", expected sqlite or infinispan");
    }
    if (infinispan != null && !"infinispan".equals(kind())) {
      throw new ParameterException(
          spec.commandLine(), "--infinispan is only used with --store infinispan");
    }
  }

  private String kind() {
    return store != null ? store : Settings.given("muster.store.kind", "sqlite");
  }

  private void checkPort(String option, @Nullable Integer port) {
    if (port != null && (port < 0 || port > 65_535)) {
      throw new ParameterException(
          spec.commandLine(), option + " is " + port + ", expected 0 to 65535");
    }
  }

  /** Options win over every other source of settings. */
  private static void set(String setting, @Nullable Object value) {
    if (value != null) {
      System.setProperty(setting, value.toString());
    }
  }

  private static void ended(int code, @Nullable Throwable problem) {
    if (problem != null) {
      System.err.println(StartProblem.describe(problem));
      System.err.flush();
    }
    System.exit(problem != null && code == 0 ? 1 : code);
  }
}
