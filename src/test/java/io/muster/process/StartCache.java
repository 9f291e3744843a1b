package io.muster.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * What makes the many servers of the tests start in half the time: the classes that one of them
 * loaded, written down at its end (JEP 483), once per build. Without it they start as well.
 */
final class StartCache {

  private static final Path FILE = Path.of("target", "tests.aot").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static @Nullable Boolean made;

  private StartCache() {}

  /** Options of a JVM that is to start with it; the first call makes it. */
  static synchronized List<String> options() {
    if (made == null) {
      made = make();
    }
    return made ? List.of("-XX:AOTCache=" + FILE, "-Xlog:aot=off", "-Xlog:cds=off") : List.of();
  }

  // One of several JVMs that run tests makes it, the others wait.
  private static boolean make() {
    try (FileChannel lock =
            FileChannel.open(
                FILE.resolveSibling("tests.aot.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        var _ = lock.lock()) {
      return isFresh() || train();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static boolean isFresh() throws IOException {
    Path built = MusterProcess.application().resolveSibling("quarkus-app-dependencies.txt");
    return Files.exists(FILE)
        && Files.getLastModifiedTime(FILE).compareTo(Files.getLastModifiedTime(built)) > 0;
  }

  private static boolean train() throws IOException, InterruptedException {
    Path data = Files.createTempDirectory("muster-it-");
    Path made = FILE.resolveSibling("tests.aot.new");
    List<String> java = MusterProcess.command();
    List<String> command = new ArrayList<>(List.of(java.getFirst()));
    command.addAll(MusterProcess.JVM);
    command.add("-XX:AOTCacheOutput=" + made);
    command.addAll(java.subList(1, java.size()));
    command.addAll(List.of("serve", "--data", data.toString()));
    command.addAll(List.of("--agent-port", "0", "--operator-port", "0"));
    Process server =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(data.resolve("log").toFile())
            .start();
    try {
      Awaitility.await()
          .atMost(PATIENCE)
          .until(() -> !server.isAlive() || Files.exists(data.resolve("server.json")));
      server.destroy();
      if (!server.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || !Files.exists(made)) {
        return false;
      }
      Files.move(made, FILE, StandardCopyOption.ATOMIC_MOVE);
      return true;
    } finally {
      server.destroyForcibly();
      MusterProcess.delete(data);
    }
  }
}
