package io.muster.conformance;

import static io.muster.conformance.Answers.assertQuiet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.Bits;
import io.muster.conformance.wire.Messages;
import io.muster.conformance.wire.Transport;
import io.muster.protocol.proto.ComponentHealth;

/** HE: the health tree. */
@Conformance
@Needs(Ability.SEE_AGENTS)
class HealthIT {

  private final ServerUnderTest server;

  HealthIT(ServerUnderTest server) {
    this.server = server;
  }

  private JsonNode stored(Transport transport, ComponentHealth.Builder health) {
    try (var agent = Agent.connect(server.endpoint(), transport)) {
      agent.capabilities(Bits.CONFIGURABLE | Bits.REPORTS_HEALTH);
      assertQuiet(agent.say(agent.complete().setHealth(health)), agent.uid());
      return server.agent(agent.uid()).orElseThrow().health();
    }
  }

  @OverBothTransports
  @Check("HE-1")
  void aTreeOfThreeLevelsComesBackWithUnsignedTimes(Transport transport) {
    var leaf =
        ComponentHealth.newBuilder()
            .setHealthy(false)
            .setLastError("refused")
            .setStatus("StatusPermanentError");
    var pipeline =
        ComponentHealth.newBuilder()
            .setHealthy(true)
            .putComponentHealthMap("exporter:otlp", leaf.build());
    // The largest fixed64 and a time of 2023: as a signed number the first would be -1.
    var health =
        stored(
            transport,
            ComponentHealth.newBuilder()
                .setHealthy(true)
                .setStartTimeUnixNano(-1L)
                .setStatusTimeUnixNano(1_700_000_000_000_000_000L)
                .putComponentHealthMap("pipeline:logs", pipeline.build()));
    assertThat(health.path("healthy").asBoolean()).isTrue();
    var middle = health.path("components").path("pipeline:logs");
    assertThat(middle.path("healthy").asBoolean()).isTrue();
    var inner = middle.path("components").path("exporter:otlp");
    assertThat(inner.path("healthy").isBoolean()).isTrue();
    assertThat(inner.path("healthy").asBoolean()).isFalse();
    assertThat(inner.path("lastError").asText()).isEqualTo("refused");
    assertThat(inner.path("status").asText()).isEqualTo("StatusPermanentError");
    assertThat(health.toString())
        .contains("2023-11-14T22:13:20Z")
        .contains("2554-07-21T23:34:33.709551615Z");
  }

  @OverBothTransports
  @Check("HE-2")
  void unhealthyWithoutReasonAndHealthyWithOneAreAccepted(Transport transport) {
    var unhealthy = stored(transport, ComponentHealth.newBuilder().setHealthy(false));
    assertThat(unhealthy.path("healthy").isBoolean()).isTrue();
    assertThat(unhealthy.path("healthy").asBoolean()).isFalse();
    var healthy =
        stored(transport, ComponentHealth.newBuilder().setHealthy(true).setLastError("last week"));
    assertThat(healthy.path("healthy").asBoolean()).isTrue();
    assertThat(healthy.path("lastError").asText()).isEqualTo("last week");
  }

  @OverBothTransports
  @Check("HE-3")
  void statusWordsAreShownAsTheyAre(Transport transport) {
    var health = stored(transport, ComponentHealth.newBuilder().setStatus("Läuft so lala\t☂"));
    assertThat(health.path("status").asText()).isEqualTo("Läuft so lala\t☂");
  }

  @OverBothTransports
  @Check("HE-4")
  void attributesAreStoredAndShown(Transport transport) {
    var health =
        stored(
            transport,
            ComponentHealth.newBuilder()
                .setHealthy(true)
                .addAttributes(Messages.attribute("queue.length", "17")));
    assertThat(health.path("attributes").path("queue.length").asText()).isEqualTo("17");
  }

  @OverBothTransports
  @Check("HE-5")
  void theRootAloneDecides(Transport transport) {
    var child = ComponentHealth.newBuilder().setHealthy(false).build();
    var health =
        stored(
            transport,
            ComponentHealth.newBuilder().setHealthy(true).putComponentHealthMap("c", child));
    assertThat(health.path("healthy").asBoolean()).isTrue();
    assertThat(health.path("components").path("c").path("healthy").asBoolean()).isFalse();
  }

  @OverBothTransports
  @Check("HE-6")
  void healthThatIsNotReportedIsUnknown(Transport transport) {
    try (var agent = Agent.introduced(server.endpoint(), transport)) {
      var health = server.agent(agent.uid()).orElseThrow().health();
      assertThat(health.has("healthy")).isTrue();
      assertThat(health.path("healthy").isNull()).isTrue();
    }
  }
}
