package io.muster.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * An agent on a client library that others wrote: a child process that takes flags and commands and
 * tells events as lines of JSON, as {@code interop/go}, {@code interop/python} and {@code
 * interop/node} do. Closing it kills it without a goodbye; {@link #stop()} is the orderly way.
 */
final class ProgramAgent implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Process process;
  private final BufferedWriter commands;
  private final Path errors;
  private final UUID uid;
  private final List<JsonNode> events = new CopyOnWriteArrayList<>();

  private ProgramAgent(Process process, Path errors, UUID uid) {
    this.process = process;
    this.errors = errors;
    this.uid = uid;
    commands = process.outputWriter(StandardCharsets.UTF_8);
    Thread.ofVirtual().name("agent-events").start(this::read);
  }

  /** What the agent is to be; nothing runs until {@link #start()}. */
  static final class Launch {
    private final List<String> program;
    private final List<String> flags = new ArrayList<>();
    private UUID uid = UUID.randomUUID();

    private Launch(List<String> program, URI endpoint) {
      this.program = List.copyOf(program);
      with("url", endpoint.toString());
    }

    /** A flag of the program. */
    Launch with(String flag, String value) {
      flags.add("-" + flag + "=" + value);
      return this;
    }

    /** Capabilities by their names in the protocol, {@code ReportsStatus} apart. */
    Launch can(String... capabilities) {
      return with("capabilities", String.join(",", capabilities));
    }

    /** The uid; without this a random one. */
    Launch uid(UUID chosen) {
      uid = chosen;
      return this;
    }

    ProgramAgent start() {
      var line = new ArrayList<>(program);
      line.addAll(flags);
      line.add("-uid=" + uid);
      try {
        var errors = Files.createTempFile("muster-agent-", ".log");
        var process = new ProcessBuilder(line).redirectError(errors.toFile()).start();
        return new ProgramAgent(process, errors, uid);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** An agent that this command line makes, to be refined, and that connects there. */
  static Launch of(List<String> program, URI endpoint) {
    return new Launch(program, endpoint);
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        events.add(JSON.readTree(line));
      }
    } catch (IOException e) {
      // Killed: there is no more to read.
    }
  }

  /** The uid it started with. */
  UUID uid() {
    return uid;
  }

  /** Everything told so far under this name. */
  List<JsonNode> events(String name) {
    return events.stream().filter(event -> event.path("event").asText().equals(name)).toList();
  }

  /** How many such events there are so far. */
  int count(String name) {
    return events(name).size();
  }

  /** The first event of this name that fits, now or soon. */
  JsonNode await(String name, Predicate<JsonNode> fits) {
    try {
      return Awaitility.await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> events(name).stream().filter(fits).findFirst(), found -> found.isPresent())
          .orElseThrow();
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("no such event " + name + "; " + this, e);
    }
  }

  /** The first event of this name, now or soon. */
  JsonNode await(String name) {
    return await(name, event -> true);
  }

  /** The first message that had this member, now or soon. */
  JsonNode awaitMessageWith(String member) {
    return await("message", event -> event.has(member)).path(member);
  }

  /** The hashes of all remote configs it was offered, in order. */
  List<String> offeredHashes() {
    return events("message").stream()
        .filter(event -> event.has("remoteConfig"))
        .map(event -> event.path("remoteConfig").path("hash").asText())
        .toList();
  }

  /** Gives a command, with its members. */
  void tell(String command, Map<String, ?> members) {
    var line = new TreeMap<String, Object>(members);
    line.put("do", command);
    try {
      commands.write(JSON.writeValueAsString(line));
      commands.newLine();
      commands.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(toString(), e);
    }
  }

  /** Says how to answer remote configs from now on. */
  void answer(String how) {
    tell("answer", Map.of("answer", how));
  }

  /** Stops the client in the orderly way and waits for the end of the process. */
  void stop() {
    tell("stop", Map.of());
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("it does not stop; " + this);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      Files.deleteIfExists(errors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    try {
      return "agent " + uid + ", events " + events + ", stderr:\n" + Files.readString(errors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
