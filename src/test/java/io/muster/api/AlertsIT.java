package io.muster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.muster.operator.OperatorClient;
import io.muster.process.MusterProcess;
import io.muster.process.PrometheusProcess;
import io.muster.telemetry.WatchFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped configuration and rules in a real Prometheus that scrapes a real server: every
 * expression of rules and dashboard has series, and every alert fires. Only waiting times are
 * shorter; what cannot be brought about in seconds is fed beside the server's own series.
 */
class AlertsIT {

  private static final int AGENTS = 60;
  private static final Duration SOON = Duration.ofSeconds(40);

  private static final String CONFIG =
      """
      receivers: {otlp: {protocols: {grpc: {endpoint: "127.0.0.1:4317"}}}}
      exporters: {debug: {}}
      service: {pipelines: {traces: {receivers: [otlp], exporters: [debug]}}}
      """;
  private static final String BAD = CONFIG + "# kafka\n";

  /** What only another store, TLS, a full disk, or more than a minute would show. */
  private static final String FED_GAUGES =
      """
      muster_store_degraded_seconds 120
      muster_store_damaged_records 2
      muster_agents_unsaved 7
      muster_store_disk_free_bytes 5
      muster_store_disk_size_bytes 100
      muster_agents_certificate_expiry_seconds 1000
      muster_outbox_blocked 1000
      muster_kubernetes_up 0
      muster_agents_sync{state="drifted"} 3
      """;

  private static final String FED_COUNTERS =
      """
      muster_store_failures_total{reason="full"}
      muster_store_write_duration_seconds_sum
      muster_store_write_duration_seconds_count
      muster_contents_refused_total
      muster_messages_discarded_oversize_total
      muster_agent_upgrades_rejected_total{reason="unauthorized"}
      http_server_requests_seconds_count{status="503"}
      muster_config_delivery_seconds_bucket{le="60.0"}
      muster_config_delivery_seconds_bucket{le="600.0"}
      muster_config_delivery_seconds_bucket{le="+Inf"}
      """;

  private final HttpClient http = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final Set<String> fired = new TreeSet<>();

  @Test
  void everyExpressionHasSeriesAndEveryAlertFires(@TempDir Path folder) throws Exception {
    try (FedSeries fed = new FedSeries();
        MusterProcess server =
            MusterProcess.server()
                .with("muster.rollouts.watch", "1s")
                .with("muster.rollouts.interval", "100ms")
                .start();
        OperatorClient api = server.operator();
        PrometheusProcess prometheus =
            PrometheusProcess.start(folder, shipped(folder, server, fed), null);
        SimulatedFleet fleet =
            new SimulatedFleet(server.agentPort(), AGENTS, "fail=20,sick=20", "kafka")) {
      fleet.start();
      await().atMost(SOON).until(() -> total(api, "") == AGENTS);
      fail(api, prometheus);
      rollouts(api);
      api.post("/api/v1/freeze", "{\"reason\": \"a test\"}");
      strangers(server);
      fed.feed(FED_GAUGES, FED_COUNTERS);
      everyExpressionHasSeries(server, prometheus);
      List<String> fleetAlerts = alerts();
      fleetAlerts.removeAll(List.of("MusterDown", "MusterAgentsDisconnected"));
      awaitFired(prometheus, fleetAlerts);

      fleet.close();
      awaitFired(prometheus, List.of("MusterAgentsDisconnected"));
      server.kill();
      awaitFired(prometheus, alerts());
    }
  }

  /** The files as they are shipped, but for addresses and times. */
  private static String shipped(Path folder, MusterProcess server, FedSeries fed)
      throws IOException {
    Files.writeString(
        folder.resolve(WatchFiles.RULES.getFileName()),
        Files.readString(WatchFiles.RULES).replaceAll("(?m)^(\\s+for:) \\S+$", "$1 0s"));
    String config = Files.readString(WatchFiles.PROMETHEUS.resolve("prometheus.yml"));
    String own = "[\"127.0.0.1:8080\"]";
    assertThat(config).contains(own);
    return config
        .replace(
            own,
            "[\"127.0.0.1:%d\", \"127.0.0.1:%d\"]".formatted(server.operatorPort(), fed.port()))
        .replace("_interval: 15s", "_interval: 1s");
  }

  private static List<String> alerts() throws IOException {
    return WatchFiles.rules().stream()
        .filter(WatchFiles.Rule::alert)
        .map(WatchFiles.Rule::name)
        .collect(Collectors.toCollection(ArrayList::new));
  }

  /** Agents refuse a config, and fall ill of it. */
  private void fail(OperatorClient api, PrometheusProcess prometheus) {
    api.putConfig("prod", CONFIG);
    api.putJson("/api/v1/targets/all", "{\"selector\": {}, \"config\": \"prod\"}");
    await().atMost(SOON).until(() -> total(api, "sync=in_sync") == AGENTS);
    api.putConfig("prod", BAD);
    awaitFired(prometheus, List.of("MusterAgentsFailing"));
  }

  /** One that goes back, one that is paused, one that waits for approval. */
  private static void rollouts(OperatorClient api) {
    List<String> failed = uids(api, "sync=failed&limit=1000");
    List<String> well = uids(api, "sync=in_sync&limit=1000");
    assertThat(failed).isNotEmpty();
    assertThat(well).hasSizeGreaterThan(4);
    pinned(api, "bad", failed, BAD);
    pinned(api, "paused", well.subList(0, 2), CONFIG);
    pinned(api, "approved", well.subList(2, 4), CONFIG);
    start(
        api,
        "bad",
        "{\"percent\": 100, \"observe\": \"PT0S\", \"gates\": [{\"fleet\":"
            + " \"failed_ratio\", \"operator\": \"<=\", \"threshold\": 0.01}]}");
    start(api, "paused", "{\"percent\": 100, \"observe\": \"P1D\"}");
    start(
        api,
        "approved",
        "{\"percent\": 50, \"observe\": \"PT0S\", \"approval\": true}, {\"percent\": 100}");
    awaitState(api, "bad", "rolled_back");
    awaitState(api, "approved", "awaiting_approval");
    api.post("/api/v1/rollouts/paused-1/pause", "");
    awaitState(api, "paused", "paused");
  }

  private static void pinned(OperatorClient api, String name, List<String> agents, String second) {
    api.putConfig(name, CONFIG + "# " + name + "\n");
    api.putConfig(name, second + "# " + name + " 2\n");
    api.putJson(
        "/api/v1/targets/" + name,
        "{\"selector\": {\"rollout\": \"%s\"}, \"config\": \"%s@1\", \"order\": 1}"
            .formatted(name, name));
    for (String agent : agents) {
      api.putJson("/api/v1/agents/" + agent + "/labels", "{\"rollout\": \"" + name + "\"}");
    }
    await()
        .atMost(SOON)
        .until(() -> total(api, "sync=in_sync&selector=rollout%3D" + name) == agents.size());
  }

  private static void start(OperatorClient api, String target, String stages) {
    api.post(
            "/api/v1/rollouts",
            "{\"target\": \"%s\", \"config\": \"%s@2\", \"stages\": [%s]}"
                .formatted(target, target, stages))
        .expecting(201);
  }

  private static void awaitState(OperatorClient api, String target, String state) {
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(api.get("/api/v1/rollouts/" + target + "-1").json().toString())
                .contains("\"state\":\"" + state + "\""));
  }

  private void strangers(MusterProcess server) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.operatorEndpoint() + "/api/v1/agents"))
            .header("Authorization", "Bearer nobody")
            .build();
    for (int i = 0; i < 30; i++) {
      assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
      if (i % 10 == 0) {
        awaitScrape(server);
      }
    }
  }

  /** An increase is one from scrape to scrape. */
  private static void awaitScrape(MusterProcess server) {
    long begun = System.nanoTime();
    await()
        .atMost(SOON)
        .until(() ->
            server.isAlive() && System.nanoTime() - begun > Duration.ofMillis(1_500).toNanos());
  }

  private void everyExpressionHasSeries(MusterProcess server, PrometheusProcess prometheus)
      throws IOException, InterruptedException {
    Set<String> known = new HashSet<>(Set.of("up"));
    HttpRequest page =
        HttpRequest.newBuilder(URI.create(server.operatorEndpoint() + "/metrics")).build();
    Pattern.compile("(?m)^([a-z_]+)[ {]")
        .matcher(http.send(page, BodyHandlers.ofString()).body())
        .results()
        .forEach(match -> known.add(match.group(1)));
    List<String> expressions = new ArrayList<>();
    List<String> alerts = new ArrayList<>();
    for (WatchFiles.Rule rule : WatchFiles.rules()) {
      if (rule.alert()) { // Has series when it fires.
        alerts.add(rule.expression());
      } else {
        known.add(rule.name());
        expressions.add(rule.name());
        expressions.add(rule.expression());
      }
    }
    expressions.addAll(WatchFiles.dashboardExpressions());
    // Of Infinispan, of TLS, and of ConfigMaps as a source.
    known.addAll(
        Set.of(
            "muster_store_degraded_seconds",
            "muster_agents_certificate_expiry_seconds",
            "muster_kubernetes_up"));
    for (String expression : alerts) {
      assertThat(WatchFiles.metrics(expression)).as(expression).isSubsetOf(known);
      var _ = query(prometheus, expression);
    }
    for (String expression : expressions) {
      assertThat(WatchFiles.metrics(expression)).as(expression).isSubsetOf(known);
      await()
          .atMost(SOON)
          .untilAsserted(
              () -> assertThat(query(prometheus, expression)).as(expression).isNotEmpty());
    }
  }

  private JsonNode query(PrometheusProcess prometheus, String expression) {
    JsonNode answer =
        get(
            prometheus.url()
                + "/api/v1/query?query="
                + URLEncoder.encode(expression, StandardCharsets.UTF_8));
    assertThat(answer.path("status").asText())
        .as("%s: %s", expression, answer)
        .isEqualTo("success");
    return answer.path("data").path("result");
  }

  private void awaitFired(PrometheusProcess prometheus, List<String> alerts) {
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(300))
        .untilAsserted(() -> {
          for (JsonNode alert :
              get(prometheus.url() + "/api/v1/alerts").path("data").path("alerts")) {
            if (alert.path("state").asText().equals("firing")) {
              fired.add(alert.path("labels").path("alertname").asText());
              assertThat(alert.path("annotations").path("summary").asText())
                  .doesNotContain("<no value>", "error expanding");
            }
          }
          assertThat(fired).containsAll(alerts);
        });
  }

  private JsonNode get(String url) {
    try {
      return json.readTree(
          http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
              .body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static int total(OperatorClient api, String query) {
    return api.get("/api/v1/agents?limit=1" + (query.isEmpty() ? "" : "&" + query))
        .json()
        .path("total")
        .asInt();
  }

  private static List<String> uids(OperatorClient api, String query) {
    return api.get("/api/v1/agents?" + query).json().path("items").findValuesAsText("uid");
  }
}
