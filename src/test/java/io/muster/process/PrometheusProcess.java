package io.muster.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A real Prometheus as a child process on the loopback address. Needs the program: on the path, or
 * named by the system property {@code prometheus.program}; without it a test is skipped.
 */
public final class PrometheusProcess implements AutoCloseable {

  private final Process process;
  private final Path log;
  private final int port;
  private final String scheme;

  private PrometheusProcess(Process process, Path log, int port, String scheme) {
    this.process = process;
    this.log = log;
    this.port = port;
    this.scheme = scheme;
  }

  /**
   * Starts one, and returns when it listens.
   *
   * @param scrapedPort of what it scrapes each second; 0 for nothing
   * @param certificate for TLS; null for plain HTTP
   */
  public static PrometheusProcess start(
      Path folder, int scrapedPort, @Nullable TestCertificate certificate) {
    return start(
        folder,
        "global: {scrape_interval: 1s}\n"
            + (scrapedPort == 0
                ? ""
                : """
                scrape_configs:
                  - job_name: test
                    honor_labels: true
                    static_configs: [{targets: ["127.0.0.1:%d"]}]
                """
                    .formatted(scrapedPort)),
        certificate);
  }

  /**
   * Starts one, and returns when it listens.
   *
   * @param text of its file, in which other files are named as they are in the folder
   * @param certificate for TLS; null for plain HTTP
   */
  public static PrometheusProcess start(
      Path folder, String text, @Nullable TestCertificate certificate) {
    try {
      Path config = folder.resolve("prometheus.yml");
      Files.writeString(config, text);
      int port = freePort();
      List<String> command =
          new ArrayList<>(
              List.of(
                  program(),
                  "--config.file=" + config,
                  "--storage.tsdb.path=" + folder.resolve("data"),
                  "--web.listen-address=127.0.0.1:" + port));
      if (certificate != null) {
        certificate.write(folder);
        Path web = folder.resolve("web.yml");
        Files.writeString(
            web, "tls_server_config: {cert_file: server.crt, key_file: server.key}\n");
        command.add("--web.config.file=" + web);
      }
      Path log = folder.resolve("prometheus.log");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      PrometheusProcess started =
          new PrometheusProcess(process, log, port, certificate == null ? "http" : "https");
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> !process.isAlive() || started.log().contains("ready to receive"));
      if (!process.isAlive()) {
        throw new IllegalStateException(started.log());
      }
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String program() {
    Optional<String> found =
        Stream.concat(
                Stream.of(System.getProperty("prometheus.program", "")),
                Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                    .map(folder -> folder + "/prometheus"))
            .filter(file -> !file.isEmpty() && Files.isExecutable(Path.of(file)))
            .findFirst();
    Assumptions.assumeTrue(
        found.isPresent(),
        "no prometheus: install Debian's package, or name the program by -Dprometheus.program");
    return found.orElseThrow();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private String log() throws IOException {
    return Files.readString(log);
  }

  /** Where it listens. */
  public String url() {
    return scheme + "://127.0.0.1:" + port;
  }

  /** Has it hang: it listens, and answers nothing; or go on. */
  public void hang(boolean hangs) {
    try {
      Process kill =
          new ProcessBuilder("kill", hangs ? "-STOP" : "-CONT", Long.toString(process.pid()))
              .start();
      if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
        throw new IllegalStateException("prometheus could not be stopped");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
