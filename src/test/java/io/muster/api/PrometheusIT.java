package io.muster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.muster.operator.OperatorClient;
import io.muster.process.MusterProcess;
import io.muster.process.PrometheusProcess;
import io.muster.process.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rollout whose gate asks a real Prometheus over TLS, which scrapes a metric of this test. */
class PrometheusIT {

  private static final int AGENTS = 50;

  private final AtomicInteger scrapes = new AtomicInteger();
  private volatile double errors;

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
          scrapes.incrementAndGet();
        });
    server.start();
    return server;
  }

  @Test
  void aGateOnPromQlEndsARolloutInTheMiddleOfItsObservation(@TempDir Path folder)
      throws IOException {
    HttpServer exporter = exporter();
    try (PrometheusProcess prometheus =
            PrometheusProcess.start(
                folder, exporter.getAddress().getPort(), TestCertificate.make("EC"));
        MusterProcess server =
            MusterProcess.server()
                .with("muster.rollouts.watch", "1s")
                .with("muster.rollouts.interval", "100ms")
                .with("muster.rollouts.prometheus.url", prometheus.url())
                .with("muster.rollouts.prometheus.ca-file", folder.resolve("server.crt").toString())
                .start();
        OperatorClient api = server.operator();
        SimulatedFleet fleet = new SimulatedFleet(server.agentPort(), AGENTS, "", "none")) {
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
      // When the second scrape comes, the first one can be asked for.
      await().atMost(Duration.ofSeconds(30)).until(() -> scrapes.get() > 1);
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
      exporter.stop(0);
    }
  }

  private static JsonNode rollout(OperatorClient api) {
    return api.get("/api/v1/rollouts/all-1").json();
  }
}
