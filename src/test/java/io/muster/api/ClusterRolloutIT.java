package io.muster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.cli.cluster.Child;
import io.muster.cli.cluster.InfinispanServers;
import io.muster.operator.OperatorClient;
import io.muster.process.InfinispanJars;
import io.muster.process.MusterProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rollout over the agents of two instances, one of which leads and may die (SEMANTICS 17). */
class ClusterRolloutIT {

  private static final int AGENTS = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final String LEADING = "event=leading name=rollouts";
  private static final String NOT_LEADING = "event=not_leading name=rollouts";

  @TempDir private Path folder;
  private Child infinispan;
  private MusterProcess first;
  private MusterProcess second;
  private OperatorClient onFirst;
  private OperatorClient onSecond;

  @BeforeEach
  void start() throws InterruptedException {
    var servers = InfinispanJars.servers(folder);
    infinispan = servers.start(0);
    servers.await(infinispan);
    first = instance(servers);
    second = instance(servers);
    onFirst = first.operator();
    onSecond = second.operator();
  }

  private static MusterProcess instance(InfinispanServers servers) {
    return MusterProcess.server()
        // An instance without processor time for so long is taken for dead.
        .with("muster.cluster.lease", "6s")
        .with("muster.rollouts.watch", "2s")
        .with("muster.rollouts.interval", "100ms")
        // Whatever one instance knows of the other comes by a hint.
        .with("muster.cluster.reread", "10m")
        .onInfinispan(servers.hosts())
        .start();
  }

  @AfterEach
  void stop() {
    onFirst.close();
    onSecond.close();
    first.close();
    second.close();
    infinispan.kill();
  }

  private void put(String comment) {
    String yaml =
        """
        receivers: {otlp: {protocols: {grpc: }}}
        exporters: {debug: }
        # %s
        service: {pipelines: {traces: {receivers: [otlp], exporters: [debug]}}}
        """;
    await()
        .atMost(PATIENCE)
        .until(() ->
            onFirst
                    .put("/api/v1/configs/prod", "application/yaml", yaml.formatted(comment))
                    .status()
                < 300);
  }

  private static int total(OperatorClient api, String query) {
    return api.get("/api/v1/agents?limit=1&" + query).json().path("total").asInt();
  }

  private SimulatedFleet[] fleets(String shares) {
    put("good");
    assertThat(
            onFirst
                .putJson("/api/v1/targets/all", "{\"selector\": {}, \"config\": \"prod@1\"}")
                .status())
        .isEqualTo(201);
    SimulatedFleet[] fleets = {
      new SimulatedFleet(first.agentPort(), AGENTS, 0, shares, "HARMFUL"),
      new SimulatedFleet(second.agentPort(), AGENTS, AGENTS, shares, "HARMFUL")
    };
    for (SimulatedFleet fleet : fleets) {
      fleet.start();
    }
    await().atMost(PATIENCE).until(() -> total(onFirst, "sync=in_sync") == 2 * AGENTS);
    return fleets;
  }

  /** Starts one of two stages and returns while the first is observed. */
  private void inTheMiddle(OperatorClient api) {
    put("another");
    String wish =
        """
        {"target": "all", "config": "prod@2",
         "stages": [{"percent": 50, "observe": "PT5S", "gates": []},
                    {"percent": 100, "observe": "PT1S", "gates": []}]}
        """;
    assertThat(api.post("/api/v1/rollouts", wish).status()).isEqualTo(201);
    await()
        .atMost(PATIENCE)
        .until(() ->
            api.get("/api/v1/rollouts/all-1").json().path("phase").asText().equals("observe"));
  }

  private static JsonNode until(OperatorClient api, String state) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> api.get("/api/v1/rollouts/all-1").json().path("state").asText(), state::equals);
    return api.get("/api/v1/rollouts/all-1").json();
  }

  @Test
  void aConfigThatMakesAgentsOfTheOtherInstanceIllReachesTheProbesAndComesBack() {
    SimulatedFleet[] fleets = fleets("sick=100");
    try {
      put("HARMFUL");
      String wish =
          """
          {"target": "all", "config": "prod@2", "stages": [{"percent": 100, "observe": "PT1S"}]}
          """;
      assertThat(onSecond.post("/api/v1/rollouts", wish).status()).isEqualTo(201);
      JsonNode end = until(onFirst, "rolled_back");
      assertThat(end.path("counts").path("total").asInt()).isEqualTo(2 * AGENTS);
      assertThat(end.path("counts").path("offered").asInt()).isEqualTo(4);
      assertThat(end.path("counts").path("failed").asInt()).isPositive();
      await().atMost(PATIENCE).until(() -> total(onSecond, "sync=in_sync") == 2 * AGENTS);
    } finally {
      close(fleets);
    }
  }

  @Test
  void labelsPutOnEitherInstanceMoveAnAgentOfOneToAnotherConfigAndBack() {
    SimulatedFleet[] fleets = fleets("");
    try {
      put("canary");
      assertThat(
              onFirst
                  .putJson(
                      "/api/v1/targets/canaries",
                      """
                      {"selector": {"ring": "canary"}, "config": "prod@2", "order": -1}
                      """)
                  .status())
          .isEqualTo(201);
      String uid = onFirst.get("/api/v1/agents?limit=1").json().at("/items/0/uid").asText();
      for (OperatorClient api : List.of(onSecond, onFirst)) {
        assertThat(
                api.putJson("/api/v1/agents/" + uid + "/labels", "{\"ring\": \"canary\"}").status())
            .isEqualTo(200);
        awaitRevision(uid, 2);
        assertThat(api.putJson("/api/v1/agents/" + uid + "/labels", "{}").status()).isEqualTo(200);
        awaitRevision(uid, 1);
      }
    } finally {
      close(fleets);
    }
  }

  private void awaitRevision(String uid, int revision) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          JsonNode agent = onFirst.get("/api/v1/agents/" + uid).json();
          assertThat(agent.at("/config/desired/revision").asInt()).isEqualTo(revision);
          assertThat(agent.at("/sync/state").asText()).isEqualTo("in_sync");
        });
  }

  @Test
  void aRolloutGoesOnWhenTheInstanceThatLeadsIsKilled() {
    SimulatedFleet[] fleets = fleets("");
    try {
      inTheMiddle(onSecond);
      // Whichever leads: the one that was started first, as a rule. Its agents are away for good,
      // which no gate minds here.
      first.kill();
      JsonNode end = until(onSecond, "succeeded");
      assertThat(end.path("counts").path("applied").asInt()).isGreaterThanOrEqualTo(AGENTS);
      await()
          .atMost(PATIENCE)
          .until(() -> total(onSecond, "sync=in_sync&status=connected") == AGENTS);
    } finally {
      close(fleets);
    }
  }

  @Test
  void aLeaderThatWasPausedPastItsLeaseDoesNotActWhenItGoesOn() throws Exception {
    SimulatedFleet[] fleets = fleets("");
    boolean firstLeads = first.log().contains(LEADING);
    MusterProcess leader = firstLeads ? first : second;
    MusterProcess successor = firstLeads ? second : first;
    OperatorClient api = firstLeads ? onSecond : onFirst;
    try {
      inTheMiddle(api);
      signal(leader, "STOP");
      await().atMost(PATIENCE).until(() -> successor.log().contains(LEADING));
      until(api, "succeeded");
      // The target is written behind the rollout.
      await()
          .atMost(PATIENCE)
          .until(() -> api.get("/api/v1/targets/all").json().path("rollout").isNull());
      String target = api.get("/api/v1/targets/all").json().toString();
      int before = leader.log().length();
      signal(leader, "CONT");
      await().atMost(PATIENCE).until(() -> leader.log().substring(before).contains(NOT_LEADING));
      await().atMost(PATIENCE).until(() -> total(api, "sync=in_sync") == 2 * AGENTS);
      assertThat(leader.log().substring(before))
          .doesNotContain("event=rollout_progress", "event=target_steered", LEADING);
      assertThat(api.get("/api/v1/targets/all").json().toString()).isEqualTo(target);
      assertThat(target).contains("prod@2");
    } finally {
      signal(leader, "CONT");
      close(fleets);
    }
  }

  private static void signal(MusterProcess process, String signal) throws Exception {
    assertThat(
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor())
        .isZero();
  }

  private static void close(SimulatedFleet[] fleets) {
    for (SimulatedFleet fleet : fleets) {
      fleet.close();
    }
  }
}
