package io.muster.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.operator.OperatorClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The packaged server as a child process on a data folder, with ports chosen by the operating
 * system and read from {@code server.json}. The log of all its starts is kept in one file. Closing
 * it kills the process and removes a temporary data folder; a shutdown hook does the same for
 * whatever a broken test run leaves behind.
 *
 * <p>Needs {@code ./mvnw package} to have run; the system property {@code muster.app} names another
 * jar, or a native program. For one thread at a time.
 */
public final class MusterProcess implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Servers of tests live for seconds: what the second compiler does is lost with them. */
  public static final List<String> JVM =
      List.of(
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-XX:TieredStopAtLevel=1",
          // As bin/jvm.options has it; a start cache fits one or the other.
          "-XX:+UseCompactObjectHeaders");

  private static final Duration READY = Duration.ofSeconds(90);
  private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

  /** What a test waits for comes in a second, and in many on a machine with other work. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  static {
    Awaitility.setDefaultTimeout(PATIENCE);
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
  }

  private final Path data;
  private final Path log;
  private final boolean temporary;
  private final Launch launch;
  private @Nullable Process process;
  private int agentPort;
  private int operatorPort;

  private MusterProcess(Launch launch) {
    this.launch = launch;
    this.temporary = launch.data == null;
    try {
      this.data = temporary ? Files.createTempDirectory("muster-it-") : launch.data();
      this.log = Files.createTempFile("muster-it-", ".log");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How a server is to be started; nothing runs until {@link #start()} or {@link #launch()}. */
  public static final class Launch {
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final List<String> jvm = new ArrayList<>(List.of("-Xmx512m"));
    private final List<String> prefix = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private List<String> arguments = List.of("--agent-port", "0", "--operator-port", "0");
    private @Nullable Path data;

    private Launch() {}

    private Path data() {
      if (data == null) {
        throw new IllegalStateException("no data folder given");
      }
      return data;
    }

    /** The data folder; without this a temporary one is made, and removed on close. */
    public Launch on(Path folder) {
      data = folder;
      return this;
    }

    /** A {@code muster.*} setting, passed as {@code -Dname=value}. */
    public Launch with(String name, String value) {
      settings.put(name, value);
      return this;
    }

    /** Several settings, each as {@code name=value}. */
    public Launch with(List<String> assignments) {
      assignments.forEach(
          a -> with(a.substring(0, a.indexOf('=')), a.substring(a.indexOf('=') + 1)));
      return this;
    }

    /** An option of the JVM, such as {@code -Xmx128m}; a later one of the same kind wins. */
    public Launch jvm(String option) {
      jvm.add(option);
      return this;
    }

    /** Replaces the arguments after {@code serve --data DIR} (default: both ports 0). */
    public Launch arguments(String... replacement) {
      arguments = List.of(replacement);
      return this;
    }

    /** On a store of several instances. */
    public Launch onInfinispan(String hosts) {
      return arguments(
          "--agent-port",
          "0",
          "--operator-port",
          "0",
          "--store",
          "infinispan",
          "--infinispan",
          hosts);
    }

    /** A command that runs the rest of the line in its own process, e.g. a shell with limits. */
    public Launch prefix(String... command) {
      prefix.addAll(List.of(command));
      return this;
    }

    /** An environment variable of the child. */
    public Launch environment(String name, String value) {
      environment.put(name, value);
      return this;
    }

    /** Starts the server and waits until it is ready; fails with its log if it ends instead. */
    public MusterProcess start() {
      var server = launch();
      try {
        server.awaitReady();
      } catch (RuntimeException | Error e) {
        server.close();
        throw e;
      }
      return server;
    }

    /** Starts the process without waiting, for servers that are expected to refuse. */
    public MusterProcess launch() {
      var server = new MusterProcess(this);
      server.spawn();
      return server;
    }
  }

  /** How a process ended and what it printed, stdout and stderr together. */
  public record Exit(int code, String output) {}

  /** A server with default settings, to be refined. */
  public static Launch server() {
    return new Launch();
  }

  private void spawn() {
    var command = new ArrayList<>(launch.prefix);
    var settings =
        launch.settings.entrySet().stream().map(e -> "-D" + e.getKey() + "=" + e.getValue());
    if (isNative()) {
      command.add(application().toString());
      // What else is meant for the JVM, a native program does not know
      command.addAll(launch.jvm.stream().filter(option -> option.startsWith("-Xmx")).toList());
      command.addAll(settings.toList());
    } else {
      var java = command();
      command.add(java.getFirst());
      command.addAll(JVM);
      command.addAll(StartCache.options());
      command.addAll(launch.jvm);
      command.addAll(settings.toList());
      command.addAll(java.subList(1, java.size()));
    }
    command.addAll(List.of("serve", "--data", data.toString()));
    command.addAll(launch.arguments);
    try {
      if (Files.isDirectory(data)) {
        Files.deleteIfExists(serverJson());
      }
      var builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      builder.environment().putAll(launch.environment);
      var started = builder.start();
      process = started;
      RUNNING.add(started);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether {@code muster.app} is a native program, not a jar. */
  public static boolean isNative() {
    return !application().toString().endsWith(".jar");
  }

  /**
   * The packaged program, to be followed by its arguments.
   *
   * @param jvm options of the JVM, which a native program has no use for
   */
  public static List<String> command(String... jvm) {
    if (isNative()) {
      return List.of(application().toString());
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(jvm));
    command.add("-jar");
    command.add(application().toString());
    return List.copyOf(command);
  }

  /** The packaged program itself. */
  public static Path application() {
    var app =
        Path.of(System.getProperty("muster.app", "target/quarkus-app/quarkus-run.jar"))
            .toAbsolutePath();
    if (!Files.exists(app)) {
      throw new IllegalStateException(
          "the packaged server is missing at " + app + "; run ./mvnw package -DskipTests first");
    }
    return app;
  }

  /** Waits for {@code server.json} of this very process, then reads the ports. */
  public void awaitReady() {
    try {
      Awaitility.await()
          .atMost(READY)
          .pollInterval(Duration.ofMillis(20))
          .until(this::readyOrEnded);
    } catch (ConditionTimeoutException e) {
      throw new IllegalStateException(
          "the server was not ready within " + READY + ":\n" + log(), e);
    }
    if (!running().isAlive()) {
      throw new IllegalStateException(
          "the server ended with code "
              + running().exitValue()
              + " before it was ready:\n"
              + log());
    }
    var facts = Objects.requireNonNull(facts());
    agentPort = facts.path("agentPort").asInt();
    operatorPort = facts.path("operatorPort").asInt();
  }

  private boolean readyOrEnded() {
    var facts = facts();
    return !running().isAlive() || (facts != null && facts.path("pid").asLong() == pid());
  }

  private @Nullable JsonNode facts() {
    try {
      return Files.exists(serverJson()) ? JSON.readTree(Files.readString(serverJson())) : null;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "server.json is written by rename, so it is whole or absent", e);
    }
  }

  private Process running() {
    if (process == null) {
      throw new IllegalStateException("the server was not started");
    }
    return process;
  }

  private Path serverJson() {
    return data.resolve("server.json");
  }

  /** The folder given as {@code --data}. */
  public Path data() {
    return data;
  }

  /** Process id of the current start. */
  public long pid() {
    return running().pid();
  }

  /** Port of the agent plane on 127.0.0.1. */
  public int agentPort() {
    return agentPort;
  }

  /** Port of the operator plane on 127.0.0.1. */
  public int operatorPort() {
    return operatorPort;
  }

  /** Where agents connect by WebSocket, with the default path. */
  public URI agentEndpoint() {
    return URI.create("ws://127.0.0.1:" + agentPort + "/v1/opamp");
  }

  /** The operator plane, without a trailing slash. */
  public URI operatorEndpoint() {
    return URI.create("http://127.0.0.1:" + operatorPort);
  }

  /** A client with this server's token, to be closed; it also finds the server after a restart. */
  public OperatorClient operator() {
    return OperatorClient.of(this::operatorEndpoint, this::token);
  }

  /** The operator token that the server made at its first start. */
  public String token() {
    try {
      return Files.readString(data.resolve("operator-token"), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Everything printed since the first start. */
  public String log() {
    try {
      return Files.readString(log, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** True while the process runs. */
  public boolean isAlive() {
    return running().isAlive();
  }

  /** SIGKILL: nothing is flushed, nobody is told. Returns when the process is gone. */
  public void kill() {
    running().destroyForcibly();
    waitForExit(Duration.ofSeconds(30));
  }

  /** SIGTERM, the orderly stop, without waiting. */
  public void terminate() {
    running().destroy();
  }

  /** Waits for the end of the process; fails with the log if it goes on. */
  public Exit waitForExit(Duration atMost) {
    try {
      if (!running().waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("the server still runs after " + atMost + ":\n" + log());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the server to end", e);
    }
    RUNNING.remove(running());
    return new Exit(running().exitValue(), log());
  }

  /** Starts a stopped server again on the same folder, with the same settings and new ports. */
  public void startAgain() {
    if (isAlive()) {
      throw new IllegalStateException("stop the server first");
    }
    spawn();
    awaitReady();
  }

  /** SIGTERM, wait, start again. */
  public void restart() {
    terminate();
    waitForExit(Duration.ofSeconds(30));
    startAgain();
  }

  @Override
  public void close() {
    if (process != null) {
      process.destroyForcibly();
      waitForExit(Duration.ofSeconds(30));
    }
    try {
      Files.deleteIfExists(log);
      if (temporary) {
        delete(data);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
