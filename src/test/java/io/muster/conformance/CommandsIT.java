package io.muster.conformance;

import static io.muster.conformance.Answers.SILENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.Bits;
import io.muster.conformance.wire.Event;
import io.muster.conformance.wire.Messages;
import io.muster.conformance.wire.Transport;
import io.muster.protocol.proto.CommandType;
import io.muster.protocol.proto.ComponentHealth;
import io.muster.protocol.proto.ServerToAgent;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** CO: the restart command. */
@Conformance
@Needs(Ability.COMMAND_AGENTS)
class CommandsIT {

  private final ServerUnderTest server;

  CommandsIT(ServerUnderTest server) {
    this.server = server;
  }

  private Agent restartable(Transport transport) {
    var agent = Agent.connect(server.endpoint(), transport);
    agent.capabilities(Bits.CONFIGURABLE | Bits.ACCEPTS_RESTART_COMMAND).introduce();
    return agent;
  }

  @OverBothTransports
  @Check("CO-1")
  void aCommandGoesWithUidAndCapabilitiesAloneAndAConfigGoesApart(Transport transport) {
    try (var agent = restartable(transport)) {
      server.push(agent.tag(), ConfigFiles.unique());
      assertThat(server.restartAgent(agent.uid()).accepted()).isTrue();
      var first = agent.await(m -> m.hasCommand() || m.hasRemoteConfig());
      var second = agent.await(m -> m.hasCommand() || m.hasRemoteConfig());
      assertThat(first.hasCommand() ^ second.hasCommand()).isTrue();
      assertThat(first.hasRemoteConfig() ^ second.hasRemoteConfig()).isTrue();
      var command = first.hasCommand() ? first : second;
      assertThat(Answers.fields(command)).isSubsetOf("instance_uid", "command", "capabilities");
      assertThat(command.getInstanceUid()).isEqualTo(agent.uid());
      assertThat(command.getCommand().getType()).isEqualTo(CommandType.CommandType_Restart);
    }
  }

  @Test
  @Check("CO-1")
  void aRestartIsAnEmptySubMessageOnTheWire() {
    try (var agent = restartable(Transport.WEBSOCKET)) {
      server.restartAgent(agent.uid());
      var event = Objects.requireNonNull(agent.socket().next(Duration.ofSeconds(10)));
      var payload = Messages.hex(((Event.Message) event).payload());
      assertThat(payload).startsWith("000a10" + Messages.hex(agent.uid())).contains("4a00");
    }
  }

  @OverBothTransports
  @Check("CO-2")
  void onlyAgentsThatAcceptRestartsAreTold(Transport transport) {
    try (var agent = Agent.introduced(server.endpoint(), transport)) {
      assertThat(server.restartAgent(agent.uid()).status()).isEqualTo(409);
      assertThat(agent.listen(SILENCE)).noneMatch(ServerToAgent::hasCommand);
    }
    assertThat(server.restartAgent(Messages.newUid()).status()).isEqualTo(404);
  }

  @OverBothTransports
  @Check("CO-3")
  void aCommandIsDeliveredAtMostOnce(Transport transport) {
    try (var agent = restartable(transport)) {
      server.restartAgent(agent.uid());
      agent.await(ServerToAgent::hasCommand);
      assertThat(agent.listen(SILENCE)).noneMatch(ServerToAgent::hasCommand);
      // It restarts: a new connection, numbers from the start, a new start time.
      agent.reconnect();
      agent.sequence(-1);
      var health = ComponentHealth.newBuilder().setHealthy(true).setStartTimeUnixNano(1);
      assertThat(agent.say(agent.complete().setHealth(health)).hasCommand()).isFalse();
      assertThat(agent.heartbeat().hasCommand()).isFalse();
      assertThat(agent.listen(SILENCE)).noneMatch(ServerToAgent::hasCommand);
    }
  }

  @Test
  @Check("CO-3")
  void anAnswerThatWasLostIsNotRepeated() {
    try (var agent = restartable(Transport.HTTP)) {
      server.restartAgent(agent.uid());
      assertThat(agent.heartbeat().hasCommand()).isTrue();
      // For the agent the answer was lost: it sends the same bytes again.
      var again = agent.message().setSequenceNum(agent.sequence() - 1).build().toByteString();
      agent.sequence(agent.sequence() - 1);
      assertThat(agent.say(again).hasCommand()).isFalse();
      assertThat(agent.heartbeat().hasCommand()).isFalse();
    }
  }
}
