package io.muster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.muster.operator.OperatorClient;
import io.muster.process.MusterProcess;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.ComponentHealth;
import io.muster.protocol.proto.RemoteConfigStatuses;
import io.muster.protocol.proto.ServerToAgent;
import io.muster.testagent.Conversation;
import io.muster.testagent.TestAgent;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An agent that refused the config it goes back to gets the last one that it applied (SEMANTICS
 * 21).
 */
class RolloutFallbackIT {

  private static final InstanceUid UID = InstanceUid.parse("0190e0a2-0000-7000-8000-00000000b002");

  private final MusterProcess server =
      MusterProcess.server()
          .with("muster.rollouts.watch", "2s")
          .with("muster.rollouts.interval", "100ms")
          .start();
  private final OperatorClient api = server.operator();
  private final TestAgent agent =
      new TestAgent(
          UID,
          "rollout-fallback-it",
          AgentCapability.REPORTS_STATUS,
          AgentCapability.REPORTS_HEALTH,
          AgentCapability.ACCEPTS_REMOTE_CONFIG,
          AgentCapability.REPORTS_REMOTE_CONFIG);
  private final Conversation polls = Conversation.byPolling(agent, server.agentPort());
  private ByteString offered = ByteString.EMPTY;

  @BeforeEach
  void itIsWell() {
    healthy(true);
  }

  private void healthy(boolean healthy) {
    agent.health(ComponentHealth.newBuilder().setHealthy(healthy));
  }

  @AfterEach
  void stop() {
    api.close();
    server.close();
  }

  private @Nullable String poll() {
    ServerToAgent answer = polls.report();
    if (!answer.hasRemoteConfig()) {
      return null;
    }
    offered = answer.getRemoteConfig().getConfigHash();
    agent.configStatus(
        TestAgent.status(offered, RemoteConfigStatuses.RemoteConfigStatuses_UNSET, ""));
    String body =
        answer
            .getRemoteConfig()
            .getConfig()
            .getConfigMapOrThrow("collector.yaml")
            .getBody()
            .toStringUtf8();
    return body.substring(2, body.indexOf('\n'));
  }

  /** Polls until a config is offered, and answers it. */
  private String answers(RemoteConfigStatuses answer) {
    String text =
        Objects.requireNonNull(
            await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(50))
                .until(this::poll, Objects::nonNull));
    agent.configStatus(TestAgent.status(offered, answer, answer.name()));
    poll();
    return text;
  }

  private void put(String comment) {
    String yaml = "# " + comment + "\nservice: {}\n";
    assertThat(api.put("/api/v1/configs/prod", "application/yaml", yaml).status()).isEqualTo(201);
  }

  private void target(String config) {
    assertThat(
            api.putJson("/api/v1/targets/all", "{\"selector\": {}, \"config\": \"" + config + "\"}")
                .status())
        .isBetween(200, 201);
  }

  @Test
  void whoRefusedTheConfigBeforeGoesBackToTheLastItApplied() {
    put("first");
    target("prod@1");
    assertThat(answers(RemoteConfigStatuses.RemoteConfigStatuses_APPLIED)).isEqualTo("first");
    put("second");
    target("prod@2");
    assertThat(answers(RemoteConfigStatuses.RemoteConfigStatuses_FAILED)).isEqualTo("second");
    put("third");
    String stages =
        """
        {"target": "all", "config": "prod@3", "stages": [{"percent": 100, "observe": "PT1S"}]}
        """;
    assertThat(api.post("/api/v1/rollouts", stages).status()).isEqualTo(201);
    assertThat(answers(RemoteConfigStatuses.RemoteConfigStatuses_APPLIED)).isEqualTo("third");
    healthy(false);

    assertThat(answers(RemoteConfigStatuses.RemoteConfigStatuses_APPLIED)).isEqualTo("first");
    healthy(true);
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              assertThat(poll()).as("nothing else is offered").isNull();
              return api.get("/api/v1/rollouts/all-1").json().path("state").asText();
            },
            "rolled_back"::equals);
    var attempts = api.get("/api/v1/agents/" + UID).json().path("attempts");
    assertThat(attempts.path(0).path("name").asText()).isEqualTo("prod@1");
    assertThat(attempts.path(0).path("state").asText()).isEqualTo("APPLIED");
  }
}
