package io.muster.chaos;

import io.muster.cli.cluster.Child;
import io.muster.cli.cluster.InfinispanServers;
import io.muster.cli.cluster.Ports;
import io.muster.operator.OperatorClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How each process of the world is started: always on the same ports and data. Infinispan's clients
 * are told the proxies' addresses, also by the servers themselves.
 */
final class Processes {

  private static final String TOKEN = "chaos-chaos-chaos-chaos-chaos-chaos";

  private static final String CONFIGURATION = "behind-proxy.xml";
  private static final String CONNECTOR = "<hotrod-connector ";
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(8);

  /** Of version 1.1: requests do not share a connection, which a killed process takes along. */
  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  private final Path folder;
  private final Installation installation;
  private final Schedule.Shape shape;
  private final InfinispanServers stores;
  private final Ports instancePorts;
  private final Map<Member, Integer> starts = new HashMap<>();

  /**
   * What is run.
   *
   * @param application the packaged server
   * @param options of its JVM
   * @param infinispan the class path of a server
   * @param archive where its JVM keeps loaded classes
   */
  record Installation(Path application, List<String> options, String infinispan, Path archive) {}

  Processes(Path folder, Installation installation, Schedule.Shape shape) {
    this.folder = folder;
    this.installation = installation;
    this.shape = shape;
    Ports ports = Ports.free(shape.stores());
    this.stores =
        new InfinispanServers(folder, installation.infinispan(), installation.archive(), ports);
    Ports others = Ports.free(shape.instances());
    while (others.group().stream().anyMatch(port -> near(port, ports))) {
      others = Ports.free(shape.instances());
    }
    this.instancePorts = others;
  }

  private static boolean near(int port, Ports ports) {
    return ports.group().stream().anyMatch(other -> Math.abs(other - port) < 100);
  }

  int storePort(int index) {
    return stores.ports().hotRod().get(index);
  }

  int agentPort(int instance) {
    return instancePorts.hotRod().get(instance);
  }

  private int operatorPort(int instance) {
    return instancePorts.group().get(instance);
  }

  /** The operator's side of an instance, whether it runs or not. */
  OperatorClient operator(int instance) {
    return new OperatorClient(HTTP, ANSWERED_WITHIN, operatorPort(instance), TOKEN);
  }

  /** Where the agents of a process write what they live through. */
  AgentDisk disk(int agents) {
    return new AgentDisk(folder(Member.agents(agents)));
  }

  private Path folder(Member member) {
    try {
      return Files.createDirectories(folder.resolve(member.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until a server serves. */
  void awaitStore(Child child) throws InterruptedException {
    stores.await(child);
  }

  /**
   * Starts one that does not run; does not wait.
   *
   * @param proxies where a store is reached by clients, or the stores by an instance, or the
   *     instances by agents
   */
  Child start(Member member, List<Integer> proxies) {
    Path log = folder(member).resolve("server.log");
    int before = starts.merge(member, 1, Integer::sum) - 1;
    try {
      if (before > 0) {
        Files.move(
            log,
            log.resolveSibling("server-" + before + ".log"),
            StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return switch (member.kind()) {
      case STORE -> store(member, proxies.get(member.index()));
      case INSTANCE -> Child.start(member.toString(), instance(member, proxies), log);
      case AGENTS -> Child.start(member.toString(), agents(member, proxies), log);
    };
  }

  private Child store(Member member, int proxy) {
    try (InputStream in = InfinispanServers.class.getResourceAsStream("infinispan.xml")) {
      if (in == null) {
        throw new IllegalStateException("the configuration of Infinispan is not there");
      }
      String plain = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Files.writeString(
          stores.conf(member.index()).resolve(CONFIGURATION),
          plain.replace(
              CONNECTOR,
              CONNECTOR + "external-host=\"127.0.0.1\" external-port=\"" + proxy + "\" "));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return stores.start(member.index(), CONFIGURATION, List.of());
  }

  private List<String> instance(Member member, List<Integer> proxies) {
    Path data = folder(member);
    try {
      Files.deleteIfExists(data.resolve("server.json")); // of a killed one
      Files.writeString(data.resolve("operator-token"), TOKEN + "\n");
      Files.setPosixFilePermissions(
          data.resolve("operator-token"),
          java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> command = new ArrayList<>(List.of(JAVA.toString()));
    command.addAll(installation.options());
    command.addAll(
        List.of(
            "-Xmx256m",
            "-Dmuster.cluster.name=" + member,
            // Shorter than by default, so that a seed takes a minute
            "-Dmuster.cluster.lease=6s",
            "-Dmuster.cluster.reread=10s",
            "-Dmuster.fleet.offer-timeout=10s",
            "-Dmuster.agents.ping-interval=5s",
            "-Dmuster.agents.pong-timeout=5s",
            "-jar",
            installation.application().toString(),
            "serve",
            "--data",
            data.toString(),
            "--agent-port",
            Integer.toString(agentPort(member.index())),
            "--operator-port",
            Integer.toString(operatorPort(member.index())),
            "--store",
            "infinispan",
            "--infinispan",
            String.join(";", proxies.stream().map(port -> "127.0.0.1:" + port).toList())));
    return command;
  }

  private List<String> agents(Member member, List<Integer> proxies) {
    int share = shape.agents() / shape.agentProcesses();
    List<String> command =
        new ArrayList<>(
            List.of(
                JAVA.toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                AgentMain.class.getName(),
                folder(member).toString(),
                Integer.toString(share * member.index()),
                Integer.toString(share)));
    proxies.forEach(port -> command.add(Integer.toString(port)));
    return command;
  }

  /** All that there are to be. */
  List<Member> all() {
    List<Member> all = new ArrayList<>();
    IntStream.range(0, shape.stores()).mapToObj(Member::store).forEach(all::add);
    IntStream.range(0, shape.instances()).mapToObj(Member::instance).forEach(all::add);
    IntStream.range(0, shape.agentProcesses()).mapToObj(Member::agents).forEach(all::add);
    return all;
  }
}
