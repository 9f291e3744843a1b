package io.muster.cli.cluster;

import io.muster.access.OperatorToken;
import io.muster.cli.cluster.Instances.Instance;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Runs three Infinispan servers and three Muster instances on the loopback address until it is told
 * to stop (SIGTERM, Ctrl-C), then stops them all. One that dies is reported, the others run on
 * (SEMANTICS 25).
 */
@Command(
    name = "cluster",
    description = {
      "Runs three Infinispan servers and three Muster instances on the loopback address, for"
          + " trying it out; Ctrl-C stops them all.",
      "",
      "  muster cluster --data cluster-data"
    },
    mixinStandardHelpOptions = true)
public final class Cluster implements Callable<Integer> {

  private static final int SIZE = 3;
  private static final String TOKEN = "operator-token";
  private static final Duration TO_DRAIN = Duration.ofSeconds(30);
  private static final Duration TO_STOP = Duration.ofSeconds(20);

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before it runs the command
  CommandSpec spec;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "muster-cluster",
      description = "Folder for all of them (default: ./${DEFAULT-VALUE}).")
  Path data = Path.of("muster-cluster");

  @Option(
      names = "--infinispan-class-path",
      hidden = true, // the launcher fetches the jars and says where they are
      description = "A file with the class path of an Infinispan server.")
  @Nullable Path classPath;

  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile boolean ready;
  private final List<Child> stores = new ArrayList<>();
  private final List<Child> musters = new ArrayList<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (classPath == null) {
      throw new ParameterException(
          spec.commandLine(), "Start it as ./muster cluster, which fetches Infinispan's jars.");
    }
    Path folder = Files.createDirectories(data).toAbsolutePath().normalize();
    try (FileChannel lock =
        FileChannel.open(
            folder.resolve("cluster.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      if (!isFree(lock)) {
        spec.commandLine()
            .getErr()
            .println(
                "The folder "
                    + folder
                    + " is in use by another cluster; choose another one"
                    + " with --data.");
        return 1;
      }
      // The JVM would end before the children otherwise
      Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndWait, "cluster-stop"));
      return run(
          folder,
          Files.readString(classPath, StandardCharsets.UTF_8).strip(),
          classPath.resolveSibling("server.jsa"));
    }
  }

  private int run(Path folder, String jars, Path archive) throws IOException, InterruptedException {
    ClusterFile file = new ClusterFile(folder);
    file.remove();
    try {
      start(folder, jars, archive, file);
      stopping.await();
      return 0;
    } catch (NotReady e) {
      spec.commandLine().getErr().println(e.getMessage());
      return 1;
    } finally {
      stopChildren();
      file.remove();
      stopped.countDown();
    }
  }

  private void start(Path folder, String jars, Path archive, ClusterFile file)
      throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    InfinispanServers servers = new InfinispanServers(folder, jars, archive, Ports.free(SIZE));
    out.println("Starting " + SIZE + " Infinispan servers and " + SIZE + " Muster instances ...");
    out.flush();
    for (int i = 0; i < SIZE; i++) {
      add(stores, servers.start(i));
      // One after the other: together they would form clusters of one, and merge
      servers.await(stores.get(i));
    }
    Instances instances = new Instances(folder, servers.hosts());
    String token = token(folder.resolve(TOKEN));
    for (int i = 0; i < SIZE; i++) {
      writePrivate(instances.data(i).resolve(TOKEN), token);
      add(musters, instances.start(i));
    }
    List<Instance> running = new ArrayList<>();
    for (int i = 0; i < SIZE; i++) {
      running.add(instances.await(i, musters.get(i)));
    }
    tell(out, folder, running, servers);
    ready = true;
    file.write(running, servers.ports().hotRod(), stores); // last: who waits for it
    report(stores);
    report(musters);
  }

  /** Nothing is started any more once it is to stop. */
  private synchronized void add(List<Child> children, Child child) {
    children.add(child);
    if (stopping.getCount() == 0) {
      throw new NotReady("Stopped before it was ready.");
    }
  }

  private static void tell(
      PrintWriter out, Path folder, List<Instance> instances, InfinispanServers servers) {
    out.println("The cluster is ready.");
    for (Instance instance : instances) {
      out.printf(
          "%-15s agents ws://127.0.0.1:%d/v1/opamp   API http://127.0.0.1:%d/api/v1   pid %d%n",
          instance.child().name(),
          instance.agentPort(),
          instance.operatorPort(),
          instance.child().pid());
    }
    out.println("Infinispan      " + servers.hosts());
    out.println("Operator token  in " + folder.resolve(TOKEN));
    out.println("Logs            in " + folder + "/*/server.log");
    out.flush();
  }

  private void report(List<Child> children) {
    for (Child child : children) {
      var _ =
          child
              .ended()
              .thenAccept(process -> {
                if (stopping.getCount() > 0) {
                  PrintWriter err = spec.commandLine().getErr();
                  err.printf(
                      "%s (pid %d) ended with code %d; the others run on. Its log: %s%n",
                      child.name(), child.pid(), process.exitValue(), child.log());
                  err.flush();
                }
              });
    }
  }

  /** Muster first, so that it can write down where its agents stand. */
  private void stopChildren() {
    stopping.countDown();
    stopAll(musters, TO_DRAIN);
    stopAll(stores, TO_STOP);
  }

  private static void stopAll(List<Child> children, Duration patience) {
    children.forEach(child -> child.process().destroy());
    children.forEach(child -> child.stop(patience));
  }

  private void stopAndWait() {
    stopping.countDown();
    if (!ready) {
      kill();
    }
    try {
      var _ = stopped.await(90, java.util.concurrent.TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** For those that are not ready yet: whoever waits for one learns that it has ended. */
  private synchronized void kill() {
    musters.forEach(child -> child.process().destroyForcibly());
    stores.forEach(child -> child.process().destroyForcibly());
  }

  private static boolean isFree(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /** One token for all instances, kept for the next time. */
  private static String token(Path file) throws IOException {
    if (Files.exists(file)) {
      return Files.readString(file, StandardCharsets.UTF_8).strip();
    }
    String token = OperatorToken.random(new SecureRandom()).text();
    writePrivate(file, token);
    return token;
  }

  private static void writePrivate(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    Files.writeString(file, text + System.lineSeparator(), StandardCharsets.UTF_8);
  }
}
