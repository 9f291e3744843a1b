package io.muster.api.agents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.agent.Attribute;
import io.muster.agent.AttributeValue;
import io.muster.agent.Description;
import io.muster.agent.Health;
import io.muster.agent.OfferStatus;
import io.muster.agent.Reported;
import io.muster.agent.Transport;
import io.muster.cluster.InstancesInTests;
import io.muster.fleet.KnownAgent;
import io.muster.fleet.TestFleet;
import io.muster.plan.ManifestKind;
import io.muster.plan.MembershipInTests;
import io.muster.policy.World;
import io.muster.protocol.AgentCapabilities;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.ComponentHealth;
import io.muster.redaction.SecretKeys;
import io.muster.sync.SyncStates;
import io.muster.telemetry.FleetMetrics;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AgentMapperTest {

  private static final InstanceUid UID = InstanceUid.parse("0190e0a2-0000-7000-8000-000000000001");
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

  private final TestFleet fleet = new TestFleet();
  private final AgentMapper mapper =
      new AgentMapper(
          fleet.fleet(),
          fleet.settings(),
          agent -> new AgentJson.Desired("prod", 3L, "aa", null, "prod-eu"),
          new SyncStates(
              fleet.fleet(),
              fleet.settings(),
              new World().policies,
              fleet.offers(),
              new SecretKeys(SecretKeys.DEFAULT),
              new FleetMetrics(new SimpleMeterRegistry())),
          fleet.freezes(),
          InstancesInTests.alone(),
          MembershipInTests.of("prod-eu", ManifestKind.LABELS, UID.toString()));

  private JsonNode summary(KnownAgent agent) {
    return JSON.valueToTree(mapper.summary(agent, TestFleet.NOW));
  }

  private static Reported everything() {
    ComponentHealth part =
        ComponentHealth.newBuilder().setHealthy(false).setLastError("refused").build();
    ComponentHealth root =
        ComponentHealth.newBuilder()
            .setHealthy(true)
            .setStatus("StatusOK")
            .setStartTimeUnixNano(1_763_856_000_000_000_001L)
            .putComponentHealthMap("exporter:otlp", part)
            .build();
    return new Reported(
        AgentCapabilities.of(AgentCapability.REPORTS_STATUS, AgentCapability.ACCEPTS_REMOTE_CONFIG),
        new Description(
            List.of(Attribute.text("service.name", "otelcol"), Attribute.text("both", "id")),
            List.of(
                Attribute.text("both", "other"),
                new Attribute("big", new AttributeValue.Int(Long.MAX_VALUE)))),
        Health.of(root),
        null,
        new OfferStatus(
            new ContentHash(ByteString.copyFrom(new byte[] {1, -1})),
            OfferStatus.State.FAILED,
            "no such receiver"),
        null,
        null,
        List.of("com.example.dump"),
        null);
  }

  @Test
  void anAgentLooksAsTheContractSays() {
    JsonNode agent =
        summary(fleet.add(UID, everything(), Map.of("env", "prod"), Transport.WEBSOCKET));

    assertThat(agent.path("uid").asText()).isEqualTo(UID.toString());
    assertThat(agent.path("status").asText()).isEqualTo("connected");
    assertThat(agent.path("transport").asText()).isEqualTo("websocket");
    assertThat(agent.path("instance").asText()).isEqualTo("local");
    assertThat(agent.path("lastSeen").asText()).isEqualTo("2026-11-23T00:00:00Z");
    assertThat(agent.path("labels").path("env").asText()).isEqualTo("prod");
    assertThat(agent.path("capabilities").toString())
        .isEqualTo("[\"ReportsStatus\",\"AcceptsRemoteConfig\"]");
    assertThat(agent.path("config").path("desired").toString())
        .isEqualTo("{\"name\":\"prod\",\"revision\":3,\"hash\":\"aa\",\"target\":\"prod-eu\"}");
    assertThat(agent.path("config").path("reported").toString())
        .isEqualTo("{\"hash\":\"01ff\",\"status\":\"FAILED\",\"error\":\"no such receiver\"}");
  }

  @Test
  void aLookAtOneAgentSaysWhichSetOfManifestsItsLabelsBelongTo() {
    KnownAgent managed = fleet.add(UID, everything(), Map.of("env", "prod"), Transport.WEBSOCKET);
    assertThat(mapper.detailed(managed, TestFleet.NOW).detail())
        .extracting(AgentDetail::labelsManagedBy)
        .isEqualTo("prod-eu");
    InstanceUid other = InstanceUid.parse("0190e0a2-0000-7000-8000-000000000002");
    KnownAgent unmanaged = fleet.add(other, everything(), Map.of(), Transport.WEBSOCKET);
    assertThat(mapper.detailed(unmanaged, TestFleet.NOW).detail())
        .extracting(AgentDetail::labelsManagedBy)
        .isNull();
  }

  @Test
  void identifyingAttributesWinInTheFlatViewAndBothListsAreWhole() {
    JsonNode agent = summary(fleet.add(UID, everything(), Map.of(), null));

    assertThat(agent.path("attributes").path("both").asText()).isEqualTo("id");
    assertThat(agent.path("attributes").path("big").isTextual()).isTrue();
    assertThat(agent.path("attributes").path("big").asText()).isEqualTo("9223372036854775807");
    assertThat(agent.path("identifying").path("both").asText()).isEqualTo("id");
    assertThat(agent.path("nonIdentifying").path("both").asText()).isEqualTo("other");
  }

  @Test
  void theHealthTreeIsShownToTheNanosecond() {
    JsonNode health =
        summary(fleet.add(UID, everything(), Map.of(), Transport.WEBSOCKET)).path("health");

    assertThat(health.path("healthy").asBoolean()).isTrue();
    assertThat(health.path("startTime").asText()).isEqualTo("2025-11-23T00:00:00.000000001Z");
    assertThat(health.path("components").path("exporter:otlp").path("lastError").asText())
        .isEqualTo("refused");
  }

  @Test
  void theHealthOfAnAgentThatIsAwayIsUnknownAndWhatItSaidLastStandsBesideIt() {
    JsonNode health = summary(fleet.add(UID, everything(), Map.of(), null)).path("health");

    assertThat(health.path("healthy").isNull()).isTrue();
    assertThat(health.path("lastKnown").asBoolean()).isTrue();
    assertThat(health.path("status").asText()).isEqualTo("StatusOK");
  }

  @Test
  void anAgentThatToldNothingHasEveryObjectOfTheContract() {
    JsonNode agent = summary(fleet.add(UID, Reported.NOTHING, Map.of(), null));

    assertThat(agent.path("status").asText()).isEqualTo("disconnected");
    assertThat(agent.has("transport")).isFalse();
    assertThat(agent.path("health").path("healthy").isNull()).isTrue();
    assertThat(agent.path("health").path("components").isObject()).isTrue();
    assertThat(agent.path("attributes").isObject()).isTrue();
    assertThat(agent.path("config").path("desired").isObject()).isTrue();
    assertThat(agent.path("config").path("reported").path("status").asText()).isEqualTo("UNSET");
  }
}
