package io.muster.cli.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Muster servers on free ports of the loopback address, all on the same Infinispan servers. They
 * are the program that this process runs.
 *
 * @param folder where each has its data folder and log
 * @param infinispan the addresses of the Infinispan servers
 */
record Instances(Path folder, String infinispan) {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Pattern AGENT_PORT = Pattern.compile("\"agentPort\": (\\d+)");
  private static final Pattern OPERATOR_PORT = Pattern.compile("\"operatorPort\": (\\d+)");
  private static final Pattern PID = Pattern.compile("\"pid\": (\\d+)");

  /**
   * A server that is ready.
   *
   * @param child its process
   * @param agentPort where agents connect
   * @param operatorPort where operators do
   */
  record Instance(Child child, int agentPort, int operatorPort) {}

  /** The data folder of one of them; made if it is not there. */
  Path data(int index) {
    try {
      return Files.createDirectories(folder.resolve("muster-" + (index + 1)));
    } catch (IOException e) {
      throw new UncheckedIOException("the folder of an instance cannot be made", e);
    }
  }

  /** Starts one of them; does not wait. */
  Child start(int index) {
    Path data = data(index);
    try {
      Files.deleteIfExists(data.resolve("server.json")); // of a killed one
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // Values as large as with the embedded store; these servers take them
    List<String> command = Programs.muster("-Dmuster.store.infinispan.max-value-size=64M");
    command.addAll(
        List.of(
            "serve",
            "--data",
            data.toString(),
            "--agent-port",
            "0",
            "--operator-port",
            "0",
            "--store",
            "infinispan",
            "--infinispan",
            infinispan));
    String name = "muster-" + (index + 1);
    return Child.start(name, command, data.resolve("server.log"));
  }

  /**
   * Waits until it is ready.
   *
   * @throws NotReady if it ends instead
   */
  Instance await(int index, Child child) throws InterruptedException {
    Path file = data(index).resolve("server.json");
    child.await(PATIENCE, () -> number(PID, file) == child.pid());
    return new Instance(child, (int) number(AGENT_PORT, file), (int) number(OPERATOR_PORT, file));
  }

  private static long number(Pattern pattern, Path file) {
    try {
      Matcher found = pattern.matcher(Files.readString(file, StandardCharsets.UTF_8));
      return found.find() ? Long.parseLong(found.group(1)) : 0;
    } catch (IOException e) {
      return 0; // not there yet
    }
  }
}
