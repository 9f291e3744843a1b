package io.muster.conformance;

import static io.muster.conformance.Answers.SILENCE;
import static io.muster.conformance.Answers.asksForFullState;
import static io.muster.conformance.Answers.assertAccepted;
import static io.muster.conformance.Answers.assertBadRequest;
import static io.muster.conformance.Answers.assertQuiet;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.Bits;
import io.muster.conformance.wire.Transport;
import io.muster.protocol.proto.ComponentHealth;
import io.muster.protocol.proto.ServerToAgent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SEQ: numbers, gaps, and the full state. */
@Conformance
class SequenceIT {

  private final ServerUnderTest server;

  SequenceIT(ServerUnderTest server) {
    this.server = server;
  }

  private Agent introduced(Transport transport) {
    return Agent.introduced(server.endpoint(), transport);
  }

  @OverBothTransports
  @Check({"SEQ-1", "ERR-1"})
  void consecutiveNumbersCauseNoFlag(Transport transport) {
    try (var agent = introduced(transport)) {
      for (int i = 0; i < 20; i++) {
        assertQuiet(agent.heartbeat(), agent.uid());
      }
    }
  }

  @OverBothTransports
  @Check("SEQ-2")
  void aGapMakesTheServerAskForTheFullState(Transport transport) {
    try (var agent = introduced(transport)) {
      agent.sequence(4).heartbeat();
      agent.say(agent.complete());
      agent.sequence(agent.sequence() + 1);
      var answer = agent.heartbeat();
      assertAccepted(answer, agent.uid());
      assertThat(asksForFullState(answer)).isTrue();
      assertThat(agent.say(agent.complete()).getFlags()).isZero();
    }
  }

  @OverBothTransports
  @Check({"SEQ-2", "SEQ-10"})
  void anUnknownAgentThatStartsWithAHeartbeatIsAsked(Transport transport) {
    try (var agent = Agent.connect(server.endpoint(), transport).sequence(41)) {
      var answer = agent.heartbeat();
      assertThat(asksForFullState(answer)).isTrue();
      assertQuiet(agent.say(agent.complete()), agent.uid());
      assertQuiet(agent.heartbeat(), agent.uid());
    }
  }

  @OverBothTransports
  @Check("SEQ-3")
  void aCompleteMessageClosesTheGapByItself(Transport transport) {
    try (var agent = introduced(transport)) {
      agent.sequence(agent.sequence() + 5);
      assertQuiet(agent.introduce(), agent.uid());
    }
  }

  @OverBothTransports
  @Check("SEQ-3")
  void anAgentThatNeverAnswersIsAskedOnceNotForEver(Transport transport) {
    try (var agent = introduced(transport)) {
      agent.sequence(agent.sequence() + 5);
      int asked = asksForFullState(agent.heartbeat()) ? 1 : 0;
      for (int i = 0; i < 20; i++) {
        asked += asksForFullState(agent.heartbeat()) ? 1 : 0;
      }
      assertThat(asked).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @Check("SEQ-4")
  @ValueSource(longs = {0, 1})
  void numbersMayStartAtZeroOrOneAndStartAgain(long start) {
    for (var transport : Transport.values()) {
      try (var agent = Agent.connect(server.endpoint(), transport).sequence(start - 1)) {
        assertQuiet(agent.introduce(), agent.uid());
        assertQuiet(agent.heartbeat(), agent.uid());
        assertQuiet(agent.heartbeat(), agent.uid());
        // The agent was restarted and tells everything again.
        agent.reconnect();
        agent.sequence(start - 1);
        assertQuiet(agent.introduce(), agent.uid());
        assertQuiet(agent.heartbeat(), agent.uid());
      }
    }
  }

  @OverBothTransports
  @Check("SEQ-4")
  void aRestartOnTheSameConnectionIsFineToo(Transport transport) {
    try (var agent = introduced(transport)) {
      agent.heartbeat();
      agent.sequence(-1);
      assertQuiet(agent.introduce(), agent.uid());
      assertQuiet(agent.heartbeat(), agent.uid());
    }
  }

  @OverBothTransports
  @Check({"SEQ-5", "ERR-2"})
  void aRepeatedMessageIsAnsweredAgain(Transport transport) {
    try (var agent = introduced(transport)) {
      var twice = agent.message().build().toByteString();
      assertQuiet(agent.say(twice), agent.uid());
      assertQuiet(agent.say(twice), agent.uid());
      assertQuiet(agent.heartbeat(), agent.uid());
    }
  }

  @OverBothTransports
  @Check("SEQ-5")
  @Needs(Ability.SEE_AGENTS)
  void aRepeatedReportIsAppliedOnce(Transport transport) {
    try (var agent = introduced(transport)) {
      var health = ComponentHealth.newBuilder().setHealthy(false).setStatus("once");
      var twice = agent.message().setHealth(health).build().toByteString();
      assertQuiet(agent.say(twice), agent.uid());
      var before = server.agent(agent.uid()).orElseThrow().health();
      assertQuiet(agent.say(twice), agent.uid());
      assertThat(server.agent(agent.uid()).orElseThrow().health()).isEqualTo(before);
      assertThat(server.agents(agent.tag())).hasSize(1);
    }
  }

  @OverBothTransports
  @Check("SEQ-8")
  void aReconnectMayLeaveOutWhatHasNotChanged(Transport transport) {
    try (var agent = introduced(transport)) {
      agent.heartbeat();
      agent.reconnect();
      assertQuiet(agent.heartbeat(), agent.uid());
      assertThat(agent.listen(SILENCE)).noneMatch(Answers::asksForFullState);
    }
  }

  @OverBothTransports
  @Check("SEQ-8")
  @Needs(Ability.SEE_AGENTS)
  void aReconnectKeepsTheState(Transport transport) {
    try (var agent = introduced(transport)) {
      agent.reconnect();
      agent.heartbeat();
      var view = server.agent(agent.uid()).orElseThrow();
      assertThat(view.attribute("conformance.tag").asText()).isEqualTo(agent.tag());
      assertThat(view.status()).isEqualTo("connected");
    }
  }

  @OverBothTransports
  @Check("SEQ-10")
  @Needs({Ability.DELETE_AGENT, Ability.SEE_AGENTS})
  void aDeletedAgentIsAskedForEverything(Transport transport) {
    try (var agent = introduced(transport)) {
      assertThat(server.delete(agent.uid()).accepted()).isTrue();
      var answer = agent.heartbeat();
      assertThat(asksForFullState(answer)).isTrue();
      assertQuiet(agent.say(agent.complete()), agent.uid());
      assertThat(server.agents(agent.tag())).hasSize(1);
    }
  }

  @OverBothTransports
  @Check("SEQ-11")
  void theFlagDoesNotTravelWithAnError(Transport transport) {
    try (var agent = introduced(transport)) {
      agent.sequence(agent.sequence() + 5);
      var refused = agent.say(agent.message().clearInstanceUid());
      assertBadRequest(refused);
      var malformed = agent.message().setSequenceNum(99);
      assertThat(asksForFullState(agent.say(malformed))).isTrue();
    }
  }

  @Test
  @Check("SEQ-11")
  @Needs(Ability.COMMAND_AGENTS)
  void theFlagDoesNotTravelWithACommand() {
    try (var agent = Agent.connect(server.endpoint(), Transport.HTTP)) {
      agent.capabilities(Bits.CONFIGURABLE | Bits.ACCEPTS_RESTART_COMMAND).introduce();
      assertThat(server.restartAgent(agent.uid()).accepted()).isTrue();
      agent.sequence(agent.sequence() + 5);
      var first = agent.heartbeat();
      var second = agent.heartbeat();
      assertThat(first.hasCommand() ^ second.hasCommand()).isTrue();
      assertThat(asksForFullState(first) ^ asksForFullState(second)).isTrue();
      assertThat(first.hasCommand() && asksForFullState(first)).isFalse();
      assertThat(second.hasCommand() && asksForFullState(second)).isFalse();
      assertThat(agent.heartbeat()).matches(m -> !m.hasCommand() && !asksForFullState(m));
    }
  }

  @OverBothTransports
  @Check("RC-17")
  void aSettledAgentIsLeftAlone(Transport transport) {
    try (var agent = introduced(transport)) {
      assertThat(agent.listen(SILENCE))
          .allMatch(m -> m.getFlags() == 0 && !m.hasRemoteConfig() && !m.hasConnectionSettings());
      assertThat(agent.heartbeat()).extracting(ServerToAgent::hasErrorResponse).isEqualTo(false);
    }
  }
}
