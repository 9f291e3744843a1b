package io.muster.conformance;

import static io.muster.conformance.Answers.assertQuiet;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.Bits;
import io.muster.conformance.wire.Messages;
import io.muster.conformance.wire.Transport;
import io.muster.protocol.proto.AgentDescription;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.AvailableComponents;
import io.muster.protocol.proto.ComponentDetails;
import io.muster.protocol.proto.ComponentHealth;
import io.muster.protocol.proto.ConnectionSettingsStatus;
import io.muster.protocol.proto.ConnectionSettingsStatuses;
import io.muster.protocol.proto.CustomCapabilities;
import io.muster.protocol.proto.RemoteConfigStatus;
import io.muster.protocol.proto.RemoteConfigStatuses;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * SEQ-6 and SEQ-7: what is left out stays, what is present replaces, for each field but package
 * statuses, which are stored but not shown by the API yet.
 */
@Conformance
@Needs(Ability.SEE_AGENTS)
class CompressionIT {

  private final ServerUnderTest server;

  CompressionIT(ServerUnderTest server) {
    this.server = server;
  }

  /** A field that may be left out, with two values of which the second has less in it. */
  enum Field {
    AGENT_DESCRIPTION(
        "small-first",
        "small-second",
        (m, tag) ->
            m.setAgentDescription(
                Messages.description(tag)
                    .addNonIdentifyingAttributes(Messages.attribute("a", "small-first"))),
        (m, tag) ->
            m.setAgentDescription(
                AgentDescription.newBuilder()
                    .addNonIdentifyingAttributes(Messages.attribute("b", "small-second")))),
    HEALTH(
        "health-first",
        "health-second",
        (m, tag) ->
            m.setHealth(
                ComponentHealth.newBuilder()
                    .putComponentHealthMap("x", health("health-first"))
                    .putComponentHealthMap("y", health("y"))
                    .putComponentHealthMap("z", health("z"))),
        (m, tag) ->
            m.setHealth(
                ComponentHealth.newBuilder().putComponentHealthMap("y", health("health-second")))),
    EFFECTIVE_CONFIG(
        "effective-first",
        "effective-second",
        (m, tag) -> m.setEffectiveConfig(Messages.effectiveConfig("a", "effective-first: 1", "")),
        (m, tag) -> m.setEffectiveConfig(Messages.effectiveConfig("b", "effective-second: 1", ""))),
    REMOTE_CONFIG_STATUS(
        "status-first",
        "status-second",
        (m, tag) -> m.setRemoteConfigStatus(failed("status-first")),
        (m, tag) -> m.setRemoteConfigStatus(failed("status-second"))),
    CUSTOM_CAPABILITIES(
        "org.custom.first",
        "org.custom.second",
        (m, tag) ->
            m.setCustomCapabilities(
                CustomCapabilities.newBuilder().addCapabilities("org.custom.first")),
        (m, tag) ->
            m.setCustomCapabilities(
                CustomCapabilities.newBuilder().addCapabilities("org.custom.second"))),
    AVAILABLE_COMPONENTS(
        "component-first",
        "component-second",
        (m, tag) -> m.setAvailableComponents(components(tag + "1", "component-first")),
        (m, tag) -> m.setAvailableComponents(components(tag + "2", "component-second"))),
    CONNECTION_SETTINGS_STATUS(
        "connection-first",
        "connection-second",
        (m, tag) -> m.setConnectionSettingsStatus(connection("connection-first")),
        (m, tag) -> m.setConnectionSettingsStatus(connection("connection-second")));

    private final String firstText;
    private final String secondText;
    private final Filling first;
    private final Filling second;

    Field(String firstText, String secondText, Filling first, Filling second) {
      this.firstText = firstText;
      this.secondText = secondText;
      this.first = first;
      this.second = second;
    }

    private static ComponentHealth health(String status) {
      return ComponentHealth.newBuilder().setStatus(status).build();
    }

    private static RemoteConfigStatus failed(String error) {
      return RemoteConfigStatus.newBuilder()
          .setLastRemoteConfigHash(ByteString.copyFromUtf8("h"))
          .setStatus(RemoteConfigStatuses.RemoteConfigStatuses_FAILED)
          .setErrorMessage(error)
          .build();
    }

    private static AvailableComponents.Builder components(String hash, String name) {
      return AvailableComponents.newBuilder()
          .setHash(ByteString.copyFromUtf8(hash))
          .putComponents(name, ComponentDetails.getDefaultInstance());
    }

    private static ConnectionSettingsStatus.Builder connection(String error) {
      return ConnectionSettingsStatus.newBuilder()
          .setLastConnectionSettingsHash(ByteString.copyFromUtf8("h"))
          .setStatus(ConnectionSettingsStatuses.ConnectionSettingsStatuses_FAILED)
          .setErrorMessage(error);
    }
  }

  /** Puts a field into a message of the agent with this tag. */
  interface Filling {
    void fill(AgentToServer.Builder message, String tag);
  }

  @ParameterizedTest
  @EnumSource
  @Check({"SEQ-6", "SEQ-7"})
  void aFieldLeftOutKeepsItsValueAndAFieldPresentReplacesIt(Field field) {
    for (var transport : Transport.values()) {
      try (var agent = Agent.connect(server.endpoint(), transport)) {
        agent.capabilities(
            Bits.CONFIGURABLE
                | Bits.REPORTS_HEALTH
                | Bits.REPORTS_EFFECTIVE_CONFIG
                | Bits.REPORTS_AVAILABLE_COMPONENTS
                | Bits.REPORTS_CONNECTION_SETTINGS_STATUS);
        agent.introduce();
        tell(agent, m -> field.first.fill(m, agent.tag()));
        assertThat(everythingKnown(agent)).contains(field.firstText);
        agent.heartbeat();
        agent.reconnect();
        agent.heartbeat();
        assertThat(everythingKnown(agent)).contains(field.firstText);
        tell(agent, m -> field.second.fill(m, agent.tag()));
        assertThat(everythingKnown(agent))
            .contains(field.secondText)
            .doesNotContain(field.firstText);
      }
    }
  }

  private static void tell(Agent agent, Consumer<AgentToServer.Builder> fill) {
    var message = agent.message();
    fill.accept(message);
    agent.say(message);
  }

  private String everythingKnown(Agent agent) {
    return server.agent(agent.uid()).orElseThrow().json().toString();
  }

  @OverBothTransports
  @Check("SEQ-7")
  void anEmptyMessageReplacesAsWell(Transport transport) {
    try (var agent = Agent.introduced(server.endpoint(), transport)) {
      var three = ComponentHealth.newBuilder();
      three.putComponentHealthMap("x", ComponentHealth.getDefaultInstance());
      assertQuiet(agent.say(agent.message().setHealth(three)), agent.uid());
      var health = server.agent(agent.uid()).orElseThrow().health();
      assertThat(health.path("components").has("x")).isTrue();
      agent.say(agent.message().setHealth(ComponentHealth.getDefaultInstance()));
      health = server.agent(agent.uid()).orElseThrow().health();
      assertThat(health.path("components").has("x")).isFalse();
      assertThat(health.path("healthy").asBoolean()).isFalse();
    }
  }
}
