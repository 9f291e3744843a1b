package io.muster.cli.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Infinispan servers on the loopback address that form a cluster, each a process of its own,
 * without login. Small: for trying out and for tests.
 *
 * @param folder where each has its data, configuration and log
 * @param classPath the jars of the server
 * @param archive where the JVM keeps loaded classes, so that later starts are quicker
 * @param ports one of each kind per server
 */
public record InfinispanServers(Path folder, String classPath, Path archive, Ports ports) {

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  /** The log line that says that clients are served; the port is open before that. */
  private static final String READY = "ISPN080001";

  private static final String CONFIGURATION = "infinispan.xml";

  /** The addresses for clients, as in {@code muster.store.infinispan.hosts}. */
  public String hosts() {
    return ports.hotRod().stream()
        .map(port -> "127.0.0.1:" + port)
        .collect(Collectors.joining(";"));
  }

  /**
   * Starts one of them, with the data it had; does not wait.
   *
   * @param index from 0
   */
  public Child start(int index) {
    return start(index, CONFIGURATION, List.of());
  }

  /**
   * The same with another configuration.
   *
   * @param configuration the name of a file in the {@linkplain #conf configuration's folder}
   * @param options further options of the JVM
   */
  public Child start(int index, String configuration, List<String> options) {
    Path conf = conf(index);
    try {
      copy(CONFIGURATION, conf);
      copy("log4j2.xml", conf);
    } catch (IOException e) {
      throw new UncheckedIOException("the configuration cannot be written to " + conf, e);
    }
    return Child.start(
        "infinispan-" + (index + 1),
        command(index, root(index), configuration, options),
        root(index).resolve("server.log"));
  }

  /** Where a server is. */
  public Path root(int index) {
    return folder.resolve("infinispan-" + (index + 1)).toAbsolutePath();
  }

  /** Where its configuration is; made if it is not there. */
  public Path conf(int index) {
    Path root = root(index);
    try {
      for (String part : List.of("data", "log", "lib")) {
        Files.createDirectories(root.resolve(part));
      }
      Files.createDirectories(archive.toAbsolutePath().getParent());
      return Files.createDirectories(root.resolve("conf"));
    } catch (IOException e) {
      throw new UncheckedIOException("the folder " + root + " cannot be made", e);
    }
  }

  /**
   * Waits until it serves clients.
   *
   * @throws NotReady if it ends instead
   */
  public void await(Child server) throws InterruptedException {
    server.await(PATIENCE, () -> server.output().contains(READY));
  }

  private List<String> command(int index, Path root, String configuration, List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(Programs.java());
    command.addAll(
        List.of(
            "-Xms64m",
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseCompactObjectHeaders",
            "-XX:SharedArchiveFile=" + archive.toAbsolutePath(),
            "-Xlog:cds=off",
            "-Xlog:aot=off",
            "-Djava.net.preferIPv4Stack=true",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED"));
    command.addAll(options);
    if (index == 0) {
      command.add("-XX:+AutoCreateSharedArchive");
    }
    int group = ports.group().get(index);
    command.addAll(
        List.of(
            "-Djava.util.logging.manager=org.infinispan.server.loader.LogManager",
            "-Dinfinispan.server.home.path=" + root,
            "-Dlog4j.configurationFile=" + root.resolve("conf").resolve("log4j2.xml"),
            "-Djgroups.bind.address=127.0.0.1",
            "-Djgroups.bind.port=" + group,
            "-Dmuster.members="
                + ports.group().stream()
                    .map(port -> "127.0.0.1[" + port + "]")
                    .collect(Collectors.joining(",")),
            "-Dmuster.detection-offset=" + Ports.DETECTION_OFFSET,
            "-cp",
            classPath,
            "org.infinispan.server.Bootstrap",
            "-s",
            root.toString(),
            "-c",
            configuration,
            "-b",
            "127.0.0.1",
            "-p",
            Integer.toString(ports.hotRod().get(index)),
            "-n",
            "infinispan-" + (index + 1)));
    return command;
  }

  private static void copy(String resource, Path folder) throws IOException {
    try (InputStream in = InfinispanServers.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is not in the application");
      }
      Files.copy(in, folder.resolve(resource), StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
