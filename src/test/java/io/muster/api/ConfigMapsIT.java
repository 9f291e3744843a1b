package io.muster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.kubernetes.FakeApiServer;
import io.muster.operator.OperatorClient;
import io.muster.process.MusterProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a ConfigMap to simulated agents, by the packaged server, and back to the ConfigMap. */
class ConfigMapsIT {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int AGENTS = 20;

  private static final String CONFIG =
      """
      receivers: {otlp: {protocols: {grpc: {endpoint: "127.0.0.1:4317"}}}}
      exporters: {debug: {}}
      service: {pipelines: {traces: {receivers: [otlp], exporters: [debug]}}}
      """;

  private static final Map<String, String> ROLLED_OUT =
      Map.of(
          "muster.io/target", "all",
          "muster.io/selector", "service.name=muster-simulated",
          "muster.io/rollout", "10%:1s,100%:1s");

  private final FakeApiServer kubernetes = new FakeApiServer();
  private MusterProcess server;
  private OperatorClient api;

  @BeforeEach
  void start(@TempDir Path folder) throws IOException {
    server =
        MusterProcess.server()
            .with("muster.kubernetes.enabled", "true")
            .with("muster.kubernetes.kubeconfig", kubernetes.kubeconfig(folder).toString())
            .with("muster.kubernetes.min-interval", "1s")
            .with("muster.rollouts.watch", "1s")
            .with("muster.rollouts.interval", "100ms")
            .start();
    api = server.operator();
  }

  @AfterEach
  void stop() {
    api.close();
    server.close();
    kubernetes.close();
  }

  private void awaitStatus(String... parts) {
    await().atMost(SOON).untilAsserted(() -> assertThat(kubernetes.status("prod")).contains(parts));
  }

  private long inSync() {
    return api.get("/api/v1/agents/summary").json().at("/sync/in_sync").asLong();
  }

  @Test
  void agentsHaveWhatAConfigMapSaysAndABadOneChangesNothing() throws Exception {
    try (SimulatedFleet fleet =
        new SimulatedFleet(server.agentPort(), AGENTS, "fail=100", "kafka")) {
      fleet.start();
      kubernetes.put("prod", ROLLED_OUT, Map.of("collector.yaml", CONFIG));
      awaitStatus("\"state\":\"applied\"", "\"revision\":1");
      await().atMost(SOON).until(() -> inSync() == AGENTS);

      kubernetes.put(
          "prod", ROLLED_OUT, Map.of("collector.yaml", "exporters: {nop: }\nservice: ["));
      awaitStatus("\"state\":\"refused\"", "collector.yaml:2:");
      JsonNode config = api.get("/api/v1/configs/prod").json();
      assertThat(config.path("revision").asLong()).isEqualTo(1);
      assertThat(config.path("managedBy").asText()).isEqualTo("kubernetes:telemetry/prod");
      assertThat(config.at("/owner/hold").asText()).isEqualTo("held");
      assertThat(inSync()).isEqualTo(AGENTS);

      io.muster.operator.Answer put = api.putConfig("prod", "a: 1");
      assertThat(put.status()).isEqualTo(409);
      assertThat(put.json().path("detail").asText())
          .contains("belongs to kubernetes:telemetry/prod", "--detach");

      kubernetes.put("prod", ROLLED_OUT, Map.of("collector.yaml", CONFIG + "# kafka\n"));
      awaitStatus("\"state\":\"rolled_back\"", "\"revision\":2", "\"rollout\":\"all-1\"", "failed");
      await().atMost(SOON).until(() -> inSync() == AGENTS);
      assertThat(api.get("/api/v1/targets/all").json().path("config").asText()).isEqualTo("prod@1");
      assertThat(kubernetes.events().getLast().path("reason").asText()).isEqualTo("RolledBack");
      assertThat(server.log()).doesNotContain("secret-token");

      kubernetes.put("prod", ROLLED_OUT, Map.of("collector.yaml", CONFIG + "# better\n"));
      awaitStatus("\"state\":\"applied\"", "\"revision\":3");
      assertThat(api.get("/api/v1/targets/all").json().path("config").asText()).isEqualTo("prod@3");
      kubernetes.delete("prod");
      await()
          .atMost(SOON)
          .until(
              () -> api.get("/api/v1/configs/prod").json().at("/owner/hold").asText(),
              "orphaned"::equals);
      assertThat(inSync()).isEqualTo(AGENTS);
    }
  }

  @Test
  void whatIsTakenIsNotTakenAgainByAServerThatStartsAnew() {
    kubernetes.put("prod", Map.of(), Map.of("collector.yaml", CONFIG));
    awaitStatus("\"state\":\"applied\"");
    long events = kubernetes.events().size();
    server.restart();

    await()
        .atMost(SOON)
        .until(() -> api.get("/api/v1/state").json().at("/configMaps/counts/applied").asInt() == 1);
    assertThat(api.get("/api/v1/configs/prod").json().path("revision").asLong()).isEqualTo(1);
    assertThat(kubernetes.events()).hasSize((int) events);
  }

  @Test
  void anApiServerThatRefusesIsToldOf() {
    kubernetes.answer(what ->
        new FakeApiServer.Answer(403, Map.of(), "{\"message\":\"configmaps is forbidden\"}"));
    kubernetes.drop();
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          JsonNode maps = api.get("/api/v1/state").json().path("configMaps");
          assertThat(maps.path("behind").asBoolean()).isTrue();
          assertThat(maps.at("/namespaces/0/failure").asText()).contains("configmaps is forbidden");
          assertThat(api.get("/metrics").body()).contains("muster_kubernetes_up 0");
        });
    kubernetes.answer(null);
    kubernetes.put("prod", Map.of(), Map.of("collector.yaml", CONFIG));
    awaitStatus("\"state\":\"applied\"");

    assertThat(api.delete("/api/v1/configs/prod/owner").status()).isEqualTo(204);
    assertThat(api.putConfig("prod", "a: 1").status()).isEqualTo(201);
  }
}
