package io.muster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.muster.operator.OperatorClient;
import io.muster.process.MusterProcess;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.AgentConfigFile;
import io.muster.protocol.proto.AgentConfigMap;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.ComponentHealth;
import io.muster.protocol.proto.EffectiveConfig;
import io.muster.protocol.proto.RemoteConfigStatuses;
import io.muster.protocol.proto.ServerToAgent;
import io.muster.testagent.Conversation;
import io.muster.testagent.TestAgent;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What the packaged server says of an agent's config, from the offer to the retry. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SyncIT {

  private static final MusterProcess SERVER = MusterProcess.server().start();
  private static final OperatorClient API = SERVER.operator();
  private static final Conversation ONE = agent("0190e0a2-0000-7000-8000-00000000c001");
  private static final Conversation OTHER = agent("0190e0a2-0000-7000-8000-00000000c002");
  private static final String CONFIG = "exporters: {otlp: {endpoint: 'gw:4317'}}\n";

  @BeforeAll
  static void agentsWithoutAConfig() {
    for (Conversation polls : List.of(ONE, OTHER)) {
      polls.say(
          polls
              .agent()
              .report()
              .setHealth(ComponentHealth.newBuilder().setHealthy(true))
              .setEffectiveConfig(effective("exporters: {}")));
    }
  }

  @AfterAll
  static void stop() {
    API.close();
    SERVER.close();
  }

  private static Conversation agent(String uid) {
    TestAgent agent =
        new TestAgent(
            InstanceUid.parse(uid),
            "sync-it",
            AgentCapability.REPORTS_STATUS,
            AgentCapability.ACCEPTS_REMOTE_CONFIG,
            AgentCapability.REPORTS_REMOTE_CONFIG,
            AgentCapability.REPORTS_EFFECTIVE_CONFIG,
            AgentCapability.REPORTS_HEALTH);
    return Conversation.byPolling(agent, SERVER.agentPort());
  }

  private static ByteString offered(ServerToAgent answer) {
    return answer.getRemoteConfig().getConfigHash();
  }

  private static AgentToServer.Builder answer(
      Conversation polls, ByteString hash, RemoteConfigStatuses status, String error) {
    return polls.agent().message().setRemoteConfigStatus(TestAgent.status(hash, status, error));
  }

  private static EffectiveConfig effective(String yaml) {
    return EffectiveConfig.newBuilder()
        .setConfigMap(
            AgentConfigMap.newBuilder()
                .putConfigMap(
                    "",
                    AgentConfigFile.newBuilder().setBody(ByteString.copyFromUtf8(yaml)).build()))
        .build();
  }

  private static String path(Conversation polls) {
    return "/api/v1/agents/" + polls.agent().uid();
  }

  private static String cause(Conversation polls) {
    JsonNode sync = API.get(path(polls)).json().path("sync");
    return sync.path("state").asText() + "/" + sync.path("cause").asText();
  }

  private static JsonNode why(Conversation polls) {
    return API.get(path(polls) + "/why").json();
  }

  private static ByteString wanted() {
    String hex = API.get(path(ONE)).json().path("config").path("desired").path("hash").asText();
    return ByteString.copyFrom(java.util.HexFormat.of().parseHex(hex));
  }

  @Test
  @Order(1)
  void anAgentNobodyWantsAnythingOfIsUnmanaged() {
    assertThat(cause(ONE)).isEqualTo("unmanaged/nothing_wanted");
    assertThat(why(ONE).path("answer").asText()).contains("No target selects it");
  }

  @Test
  @Order(2)
  void anAppliedConfigIsConfirmedByTheEffectiveOneAndAChangeOfThatIsADrift() {
    API.put("/api/v1/configs/sync?validate=false", "application/yaml", CONFIG);
    API.putJson(
        "/api/v1/targets/sync",
        "{\"selector\": {\"service.name\": \"sync-it\"}, \"config\": \"sync\"}");
    assertThat(cause(ONE)).isEqualTo("applying/not_offered_yet");
    ByteString hash = offered(ONE.heartbeat());
    assertThat(hash).isEqualTo(wanted());
    assertThat(cause(ONE)).isEqualTo("applying/awaiting_answer");
    assertThat(why(ONE).path("answer").asText()).contains("sync@1", "(try 1 of 3)", "until");

    ONE.say(
        answer(ONE, hash, RemoteConfigStatuses.RemoteConfigStatuses_APPLIED, "")
            .setEffectiveConfig(
                effective("{extensions: {opamp: {}}, exporters: {otlp: {endpoint: gw:4317}}}")));
    assertThat(cause(ONE)).isEqualTo("in_sync/confirmed");

    ONE.say(
        ONE.agent()
            .message()
            .setEffectiveConfig(effective("exporters: {otlp: {endpoint: elsewhere:1}}")));
    // It has a minute to settle after APPLIED; what differs is told at once.
    assertThat(cause(ONE)).isEqualTo("applying/settling");
    JsonNode difference = why(ONE).path("evidence").path("difference");
    assertThat(difference.path("path").asText()).isEqualTo("/exporters/otlp/endpoint");
    assertThat(difference.path("desired").asText()).isEqualTo("gw:4317");
    assertThat(difference.path("effective").asText()).isEqualTo("elsewhere:1");
  }

  @Test
  @Order(3)
  void whatFailedIsToldClusteredFoundAndRetried() {
    ByteString hash = offered(OTHER.heartbeat());
    String error = "cannot start pipelines: listen tcp 10.0.0.7:4317: in use";
    OTHER.say(answer(OTHER, hash, RemoteConfigStatuses.RemoteConfigStatuses_FAILED, error));
    assertThat(cause(OTHER)).isEqualTo("failed/refused");
    assertThat(why(OTHER).path("answer").asText())
        .startsWith("It refused sync@1 at ")
        .contains(error)
        .endsWith("it is not offered again until it is retried or the config changes.");
    JsonNode found = API.get("/api/v1/agents?sync=failed,drifted").json();
    assertThat(found.path("total").asInt()).isEqualTo(1);
    assertThat(found.path("items").get(0).path("uid").asText())
        .isEqualTo(OTHER.agent().uid().toString());
    assertThat(API.get("/api/v1/agents?sync=fine").status()).isEqualTo(400);

    JsonNode summary = API.get("/api/v1/agents/summary?selector=service.name=sync-it").json();
    assertThat(summary.path("total").asInt()).isEqualTo(2);
    assertThat(summary.path("status").path("connected").asInt()).isEqualTo(2);
    assertThat(summary.path("sync").path("failed").asInt()).isEqualTo(1);
    assertThat(summary.path("sync").path("offline").asInt()).isZero();

    JsonNode failures = API.get("/api/v1/agents/failures").json();
    assertThat(failures.path("agents").asInt()).isEqualTo(1);
    JsonNode cluster = failures.path("items").get(0);
    assertThat(cluster.path("message").asText())
        .isEqualTo("cannot start pipelines: listen tcp <address>: in use");
    assertThat(cluster.path("configs").get(0).asText()).isEqualTo("sync@1");
    assertThat(cluster.path("sample").get(0).asText()).isEqualTo(OTHER.agent().uid().toString());

    assertThat(API.post("/api/v1/agents/retry", "").status()).isEqualTo(400);
    assertThat(
            API.post("/api/v1/agents/retry?failure=0000000000000000", "")
                .json()
                .path("agents")
                .asInt())
        .isZero();
    String id = cluster.path("id").asText();
    assertThat(API.post("/api/v1/agents/retry?failure=" + id, "").json().path("agents").asInt())
        .isEqualTo(1);
    assertThat(cause(OTHER)).isEqualTo("applying/not_offered_yet");
    assertThat(offered(OTHER.heartbeat())).isEqualTo(hash);
    assertThat(API.get("/api/v1/agents/failures").json().path("items")).isEmpty();
  }

  @Test
  @Order(4)
  void anAgentThatAppliedAndIsUnhealthyIsAppliedButDead() {
    ByteString hash = wanted();
    OTHER.say(
        answer(OTHER, hash, RemoteConfigStatuses.RemoteConfigStatuses_APPLIED, "")
            .setHealth(
                ComponentHealth.newBuilder().setHealthy(false).setLastError("exporter is gone")));
    assertThat(cause(OTHER)).isEqualTo("applying/settling");
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(cause(OTHER)).isEqualTo("applied_but_dead/unhealthy"));
    assertThat(why(OTHER).path("answer").asText()).contains("and is unhealthy: exporter is gone");
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(API.send(API.request("/metrics")).body())
                .contains("muster_agents_sync{state=\"applied_but_dead\"} 1.0"));
  }
}
