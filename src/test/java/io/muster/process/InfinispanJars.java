package io.muster.process;

import io.muster.cli.cluster.Child;
import io.muster.cli.cluster.InfinispanServers;
import io.muster.cli.cluster.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The jars of Infinispan Server, fetched by {@code bin/infinispan.sh} into the repository of the
 * Maven that runs the tests. Without them tests fail; nothing is skipped.
 */
public final class InfinispanJars {

  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private static @Nullable Path file;
  private static boolean archived;

  private InfinispanJars() {}

  /** The class path of a server. */
  public static String classPath() {
    try {
      return Files.readString(file()).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One server of one's own in this folder, which does not run yet. */
  public static InfinispanServers servers(Path folder) {
    return new InfinispanServers(folder, classPath(), archive(), Ports.free(1));
  }

  /** The file with the class path. */
  static synchronized Path file() {
    if (file == null) {
      file = fetch();
    }
    return file;
  }

  /**
   * Where the servers' JVMs keep loaded classes. One that ends in good order writes them, which
   * those of most tests do not: the first call starts one for that.
   */
  static synchronized Path archive() {
    Path archive = Path.of("target", "infinispan", "server.jsa");
    if (!archived) {
      OncePerBuild.make(archive, file(), () -> train(archive));
      archived = true;
    }
    return archive;
  }

  private static boolean train(Path archive) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("muster-infinispan-");
    var servers = new InfinispanServers(folder, classPath(), archive, Ports.free(1));
    Child server = servers.start(0);
    try {
      servers.await(server);
    } finally {
      server.stop(PATIENCE);
      MusterProcess.delete(folder);
    }
    return Files.exists(archive);
  }

  private static Path fetch() {
    var builder =
        new ProcessBuilder("bin/infinispan.sh").redirectError(ProcessBuilder.Redirect.INHERIT);
    var arguments = new StringBuilder();
    String repository = System.getProperty("muster.maven.repository", "");
    if (!repository.isEmpty()) {
      arguments.append("-Dmaven.repo.local=").append(repository);
    }
    if (Boolean.getBoolean("muster.maven.offline")) {
      arguments.append(" -o");
    }
    builder.environment().put("MAVEN_ARGS", arguments.toString());
    try {
      Process process = builder.start();
      String printed =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new IllegalStateException("bin/infinispan.sh failed; its output is above");
      }
      return Path.of(printed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
