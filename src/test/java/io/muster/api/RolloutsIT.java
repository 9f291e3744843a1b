package io.muster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.operator.Answer;
import io.muster.operator.OperatorClient;
import io.muster.process.MusterProcess;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Rollouts of the packaged server over simulated agents, some of which a config harms. */
class RolloutsIT {

  private static final int AGENTS = 200;

  /** Agents of the first stage, the probe wave included, are about a tenth. */
  private static final String STAGES =
      """
      {"target": "all", "config": "prod@2",
       "stages": [{"percent": 10, "observe": "PT1S"}, {"percent": 100, "observe": "PT1S"}]}
      """;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Of tests in which agents fall ill, which they do within 3 s after they applied. */
  private static final String ILL = "ill";

  private final MusterProcess server;
  private final OperatorClient api;

  RolloutsIT(TestInfo test) {
    server =
        MusterProcess.server()
            .with("muster.rollouts.watch", test.getTags().contains(ILL) ? "4s" : "1s")
            .with("muster.rollouts.interval", "100ms")
            .start();
    api = server.operator();
  }

  @BeforeEach
  void aTargetForAllAgents() {
    put("good");
    assertThat(
            api.putJson("/api/v1/targets/all", "{\"selector\": {}, \"config\": \"prod@1\"}")
                .status())
        .isEqualTo(201);
  }

  @AfterEach
  void stop() {
    api.close();
    server.close();
  }

  private void put(String comment) {
    String yaml =
        """
        receivers: {otlp: {protocols: {grpc: }}}
        exporters: {debug: }
        # %s
        service: {pipelines: {traces: {receivers: [otlp], exporters: [debug]}}}
        """;
    assertThat(
            api.put("/api/v1/configs/prod", "application/yaml", yaml.formatted(comment)).status())
        .isBetween(200, 201);
  }

  private SimulatedFleet fleet(String shares) {
    SimulatedFleet fleet = new SimulatedFleet(server.agentPort(), AGENTS, shares, "HARMFUL");
    fleet.start();
    await().atMost(PATIENCE).until(() -> having("prod", 1, "APPLIED") == AGENTS);
    return fleet;
  }

  private int having(String config, int revision, String status) {
    JsonNode items = api.get("/api/v1/agents?limit=1000").json().path("items");
    int count = 0;
    for (JsonNode agent : items) {
      JsonNode desired = agent.path("config").path("desired");
      JsonNode reported = agent.path("config").path("reported");
      boolean wanted =
          desired.path("name").asText().equals(config)
              && desired.path("revision").asInt() == revision
              && reported.path("hash").equals(desired.path("hash"));
      count += wanted && reported.path("status").asText().equals(status) ? 1 : 0;
    }
    return count;
  }

  private JsonNode rollout(String id) {
    return api.get("/api/v1/rollouts/" + id).json();
  }

  private JsonNode until(String id, String state) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> rollout(id).path("state").asText().equals(state));
    return rollout(id);
  }

  @Test
  void aGoodConfigReachesAllAndIsPinned() {
    try (SimulatedFleet fleet = fleet("")) {
      put("another");
      Answer started = api.post("/api/v1/rollouts", STAGES);
      assertThat(started.status()).isEqualTo(201);
      assertThat(started.header("Location")).endsWith("/api/v1/rollouts/all-1");
      JsonNode end = until("all-1", "succeeded");
      assertThat(end.path("counts").path("applied").asInt()).isEqualTo(AGENTS);
      assertThat(end.path("from").asText()).isEqualTo("prod@1");
      // The rollout is stored first: who writes the target and dies goes on from there.
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> {
            JsonNode target = api.get("/api/v1/targets/all").json();
            assertThat(target.path("config").asText()).isEqualTo("prod@2");
            assertThat(target.path("rollout").isNull()).isTrue();
          });
      await().atMost(PATIENCE).until(() -> having("prod", 2, "APPLIED") == AGENTS);
    }
  }

  @Test
  void aConfigThatAllRefuseReachesTheProbesAndComesBack() {
    try (SimulatedFleet fleet = fleet("fail=100")) {
      put("HARMFUL");
      api.post("/api/v1/rollouts", STAGES);
      JsonNode end = until("all-1", "rolled_back");
      JsonNode counts = end.path("counts");
      assertThat(counts.path("offered").asInt()).as("one in a hundred").isEqualTo(2);
      assertThat(counts.path("rolledBack").asInt()).isEqualTo(counts.path("offered").asInt());
      assertThat(end.path("reason").asText())
          .startsWith("gate 'failed_ratio' of stage 1 is ")
          .contains("expected <= 0.01");
      await().atMost(PATIENCE).until(() -> having("prod", 1, "APPLIED") == AGENTS);
      assertThat(api.get("/api/v1/targets/all").json().path("config").asText()).isEqualTo("prod@1");
    }
  }

  @Test
  @Tag(ILL)
  void agentsThatFallIllAfterTheyAppliedAreTakenBackAndNotGivenItAgain() {
    try (SimulatedFleet fleet = fleet("sick=3")) {
      put("HARMFUL");
      api.post(
          "/api/v1/rollouts",
          """
          {"target": "all", "config": "prod@2",
           "stages": [{"percent": 100, "observe": "PT1S", "gates": [
             {"fleet": "failed_ratio", "operator": "<", "threshold": 0.9}]}]}
          """);
      JsonNode end = until("all-1", "succeeded");
      int sick = end.path("excluded").asInt();
      assertThat(sick).isBetween(5, 7);
      assertThat(end.path("counts").path("failed").asInt()).isEqualTo(sick);
      await().atMost(PATIENCE).until(() -> having("prod", 2, "APPLIED") == AGENTS - sick);
      // The old config makes them well.
      await()
          .atMost(PATIENCE)
          .until(() ->
              api.get("/api/v1/agents?limit=1&health=healthy").json().path("total").asInt()
                  == AGENTS);
    }
  }

  @Test
  void whatIsQuarantinedIsNotOfferedAgainByHand() {
    try (SimulatedFleet fleet = fleet("fail=50")) {
      put("HARMFUL");
      api.post("/api/v1/rollouts", STAGES);
      JsonNode end = until("all-1", "rolled_back");
      int touched = end.path("counts").path("offered").asInt();
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(attempts("TAKEN_BACK") + attempts("FAILED")).isEqualTo(touched));
      api.putJson("/api/v1/targets/all", "{\"selector\": {}, \"config\": \"prod@2\"}");
      await()
          .atMost(PATIENCE)
          .until(
              () -> having("prod", 2, "APPLIED") + having("prod", 2, "FAILED") >= AGENTS - touched);
      assertThat(having("prod", 2, "APPLIED") + having("prod", 2, "FAILED"))
          .isEqualTo(AGENTS - touched);
    }
  }

  private int attempts(String state) {
    int count = 0;
    for (JsonNode agent : api.get("/api/v1/agents?limit=1000").json().path("items")) {
      JsonNode detail = api.get("/api/v1/agents/" + agent.path("uid").asText()).json();
      for (JsonNode attempt : detail.path("attempts")) {
        count += attempt.path("state").asText().equals(state) ? 1 : 0;
      }
    }
    return count;
  }

  @Test
  void aKilledServerGoesOnWhereItWas() {
    try (SimulatedFleet fleet = fleet("")) {
      put("another");
      api.post(
          "/api/v1/rollouts",
          """
          {"target": "all", "config": "prod@2",
           "stages": [{"percent": 10, "observe": "P1D"}, {"percent": 100}]}
          """);
      await()
          .atMost(PATIENCE)
          .until(() -> rollout("all-1").path("phase").asText().equals("observe"));
      int given = having("prod", 2, "APPLIED");
      assertThat(given).isBetween(5, 40);
      server.kill();
      server.startAgain();
      // The agents have forgotten all they had: each is to be given what its bucket says.
      try (SimulatedFleet again = new SimulatedFleet(server.agentPort(), AGENTS, "", "HARMFUL")) {
        again.start();
        await()
            .atMost(PATIENCE)
            .until(() ->
                having("prod", 2, "APPLIED") == given
                    && having("prod", 1, "APPLIED") == AGENTS - given);
        assertThat(rollout("all-1").path("state").asText()).isEqualTo("running");
        assertThat(api.post("/api/v1/rollouts/all-1/promote", "").status()).isEqualTo(200);
        assertThat(until("all-1", "succeeded").path("counts").path("applied").asInt())
            .isEqualTo(AGENTS);
      }
    }
  }

  @Test
  void operatorsPauseResumeAndAbort() {
    try (SimulatedFleet fleet = fleet("")) {
      put("another");
      api.post(
          "/api/v1/rollouts",
          """
          {"target": "all", "config": "prod@2", "stages": [
            {"selector": {"service.name": "muster-simulated"}, "observe": "P1D", "gates": []},
            {"percent": 100}]}
          """);
      assertThat(api.post("/api/v1/rollouts/all-1/pause", "").status()).isEqualTo(200);
      until("all-1", "paused");
      assertThat(api.post("/api/v1/rollouts/all-1/promote", "").status()).isEqualTo(409);
      assertThat(api.post("/api/v1/rollouts/all-1/resume", "").status()).isEqualTo(200);
      await().atMost(PATIENCE).until(() -> having("prod", 2, "APPLIED") == AGENTS);
      Answer put = api.putJson("/api/v1/targets/all", "{\"selector\": {}, \"config\": \"prod@2\"}");
      assertThat(put.status()).isEqualTo(409);
      assertThat(put.json().path("detail").asText()).contains("rollout all-1 is at work");
      assertThat(api.delete("/api/v1/configs/prod").status()).isEqualTo(409);
      assertThat(api.post("/api/v1/rollouts/all-1/abort", "").status()).isEqualTo(200);
      JsonNode end = until("all-1", "aborted");
      assertThat(end.path("reason").asText()).isEqualTo("aborted by operator");
      await().atMost(PATIENCE).until(() -> having("prod", 1, "APPLIED") == AGENTS);
      assertThat(api.get("/api/v1/rollouts?target=all").json().path("total").asInt()).isEqualTo(1);
    }
  }

  @Test
  void whatCannotBeIsRefusedWithAReason() {
    put("another");
    assertThat(api.get("/api/v1/rollouts/none-1").status()).isEqualTo(404);
    assertThat(api.post("/api/v1/rollouts/none-1/abort", "").status()).isEqualTo(404);
    assertThat(api.post("/api/v1/rollouts", "").status()).isEqualTo(400);
    refused(400, "{\"target\": \"all\"}", "a rollout needs target and config");
    refused(404, "{\"target\": \"none\", \"config\": \"prod@2\"}", "there is no target 'none'");
    refused(422, "{\"target\": \"all\", \"config\": \"prod@7\"}", "config prod@7 does not exist");
    refused(
        409, "{\"target\": \"all\", \"config\": \"prod@1\"}", "target 'all' has prod@1 already");
    refused(
        400,
        "{\"target\": \"all\", \"config\": \"prod@2\", \"stages\": [{\"percent\": 50}]}",
        "the last stage must have percent 100");
    refused(
        400,
        "{\"target\": \"all\", \"config\": \"prod@2\", \"template\": \"bold\"}",
        "template 'bold' is none of standard, cautious");
    refused(
        400,
        "{\"target\": \"all\", \"config\": \"prod@2\", \"stages\": [{\"percent\": 100,"
            + " \"observe\": \"10m\"}]}",
        "observe is '10m', expected a duration of ISO 8601");
    refused(
        422,
        "{\"target\": \"all\", \"config\": \"prod@2\", \"stages\": [{\"percent\": 100, \"gates\":"
            + " [{\"promql\": \"up\", \"operator\": \">\", \"threshold\": 0}]}]}",
        "set muster.rollouts.prometheus.url");
    refusedStage("null", "a stage is null");
    refusedStage("{\"percent\": 100, \"gates\": [null]}", "a gate is null");
    refusedStage("{\"selector\": {\"tier\": null}}", "selector key 'tier' has no value");
    refusedStage("{\"percent\": 1e999999}", "percent is 1E+999999, expected 0.01 to 100");
    refusedStage("{\"percent\": 100, \"selector\": {}}", "either percent or selector");
    refusedStage("{}", "either percent or selector");
    assertThat(api.get("/api/v1/rollouts").json().path("total").asInt()).isZero();
  }

  private void refusedStage(String stage, String reason) {
    refused(
        400, "{\"target\": \"all\", \"config\": \"prod@2\", \"stages\": [" + stage + "]}", reason);
  }

  private void refused(int status, String body, String reason) {
    Answer answer = api.post("/api/v1/rollouts", body);
    assertThat(answer.status()).as(body).isEqualTo(status);
    assertThat(answer.json().path("detail").asText()).contains(reason);
  }
}
