package io.muster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.muster.process.MusterProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A rollout whose gate asks a real Prometheus, which scrapes a metric of this test. Needs the
 * program: on the path, or named by the system property {@code prometheus.program}.
 */
class PrometheusIT {

  private static final int AGENTS = 50;

  private volatile double errors;

  private static Optional<String> program() {
    return Stream.concat(
            Stream.of(System.getProperty("prometheus.program", "")),
            Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .map(folder -> folder + "/prometheus"))
        .filter(file -> !file.isEmpty() && Files.isExecutable(Path.of(file)))
        .findFirst();
  }

  private HttpServer exporter() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/metrics",
        exchange -> {
          byte[] body =
              ("# TYPE errors gauge\nerrors{instance=\"a\"} "
                      + errors
                      + "\nerrors{instance=\"b\"} 0\n")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Process prometheus(String program, Path folder, int port, int scraped)
      throws IOException {
    Path config = folder.resolve("prometheus.yml");
    Files.writeString(
        config,
        """
        global: {scrape_interval: 1s}
        scrape_configs:
          - job_name: test
            honor_labels: true
            static_configs: [{targets: ["127.0.0.1:%d"]}]
        """
            .formatted(scraped));
    return new ProcessBuilder(
            List.of(
                program,
                "--config.file=" + config,
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port))
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  @Test
  void aGateOnPromQlEndsARolloutInTheMiddleOfItsObservation(@TempDir Path folder)
      throws IOException {
    Optional<String> program = program();
    assumeTrue(
        program.isPresent(),
        "no prometheus: install Debian's package, or name the program by -Dprometheus.program");
    HttpServer exporter = exporter();
    int port = freePort();
    Process prometheus =
        prometheus(program.orElseThrow(), folder, port, exporter.getAddress().getPort());
    String url = "http://127.0.0.1:" + port;
    try (MusterProcess server =
            MusterProcess.server()
                .with("muster.rollouts.watch", "1s")
                .with("muster.rollouts.interval", "100ms")
                .with("muster.rollouts.prometheus.url", url)
                .start();
        ApiClient api = new ApiClient(server);
        SimulatedFleet fleet = new SimulatedFleet(server.agentPort(), AGENTS, "", "none")) {
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptions()
          .until(() ->
              api.http()
                  .send(
                      HttpRequest.newBuilder(URI.create(url + "/api/v1/query?query=sum(errors)"))
                          .build(),
                      BodyHandlers.ofString())
                  .body()
                  .contains("\"value\":["));
      api.putJson(
          "/api/v1/configs/prod",
          "{\"files\": {\"a.txt\": {\"body\": \"one\", \"contentType\": \"text/plain\"}}}");
      api.putJson(
          "/api/v1/configs/prod",
          "{\"files\": {\"a.txt\": {\"body\": \"two\", \"contentType\": \"text/plain\"}}}");
      api.putJson("/api/v1/targets/all", "{\"selector\": {}, \"config\": \"prod@1\"}");
      fleet.start();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> api.get("/api/v1/agents?limit=1").json().path("total").asInt() == AGENTS);
      api.post(
          "/api/v1/rollouts",
          """
          {"target": "all", "config": "prod@2",
           "stages": [{"percent": 20, "observe": "P1D", "gates": [
             {"name": "errors", "promql": "sum(errors)", "operator": "<", "threshold": 5,
              "consecutive": 2, "every": "PT0.5S"}]}, {"percent": 100}]}
          """);
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> rollout(api).path("phase").asText().equals("observe"));
      assertThat(rollout(api).path("gates").path(0).path("value").asDouble(-1)).isZero();
      errors = 7;
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> rollout(api).path("state").asText().equals("rolled_back"));
      assertThat(rollout(api).path("reason").asText())
          .startsWith("gate 'errors' of stage 1 is 7, expected < 5, 2 times in a row");
    } finally {
      prometheus.destroyForcibly();
      exporter.stop(0);
    }
  }

  private static JsonNode rollout(ApiClient api) {
    return api.get("/api/v1/rollouts/all-1").json();
  }
}
