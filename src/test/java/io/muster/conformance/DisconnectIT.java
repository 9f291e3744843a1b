package io.muster.conformance;

import static io.muster.conformance.Answers.assertAccepted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.Messages;
import io.muster.conformance.wire.Transport;
import io.muster.protocol.proto.AgentDisconnect;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** WS-9, HB-8 to HB-10: every way of leaving. */
@Conformance
@Needs(Ability.SEE_AGENTS)
class DisconnectIT {

  private final ServerUnderTest server;

  DisconnectIT(ServerUnderTest server) {
    this.server = server;
  }

  /** Ways in which a WebSocket agent goes. */
  enum Leaving {
    DISCONNECT_THEN_CLOSE(agent -> {
      agent.disconnect();
      agent.socket().sendClose(1000);
      agent.socket().awaitClose(Duration.ofSeconds(20));
    }),
    DISCONNECT_ALONE(Agent::disconnect),
    DISCONNECT_AND_CLOSE_AT_ONCE(agent -> {
      var last = agent.message().setAgentDisconnect(AgentDisconnect.getDefaultInstance());
      agent.socket().send(last.build().toByteString());
      agent.socket().sendClose(1000);
    }),
    CLOSE_ALONE(agent -> agent.socket().sendClose(1001)),
    CLOSE_WITHOUT_CODE(agent -> agent.socket().sendFrame(true, 8, ByteString.EMPTY)),
    END_OF_TCP(Agent::close),
    RESET_OF_TCP(agent -> agent.socket().abort());

    private final Consumer<Agent> how;

    Leaving(Consumer<Agent> how) {
      this.how = how;
    }
  }

  private void awaitStatus(ByteString uid, String status) {
    await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(
            () -> assertThat(server.agent(uid).orElseThrow().status()).isEqualTo(status));
  }

  @ParameterizedTest
  @EnumSource
  @Check({"WS-9", "HB-9"})
  void everyWayOfLeavingMarksTheAgentDisconnected(Leaving leaving) {
    try (var agent = Agent.introduced(server.endpoint(), Transport.WEBSOCKET)) {
      awaitStatus(agent.uid(), "connected");
      leaving.how.accept(agent);
      awaitStatus(agent.uid(), "disconnected");
    }
  }

  @Test
  @Check("HB-9")
  void theEndOfASocketMarksAllItsAgents() {
    try (var agent = Agent.introduced(server.endpoint(), Transport.WEBSOCKET)) {
      var second = Messages.newUid();
      agent.say(agent.complete().setInstanceUid(second));
      awaitStatus(second, "connected");
      agent.socket().abort();
      awaitStatus(agent.uid(), "disconnected");
      awaitStatus(second, "disconnected");
    }
  }

  @OverBothTransports
  @Check({"HB-8", "HB-10"})
  void agentDisconnectIsAnsweredAndCountsAtOnce(Transport transport) {
    try (var agent = Agent.introduced(server.endpoint(), transport)) {
      assertAccepted(agent.disconnect(), agent.uid());
      assertThat(server.agent(agent.uid()).orElseThrow().status()).isEqualTo("disconnected");
    }
  }

  @OverBothTransports
  @Check("HB-10")
  void aLaterMessageConnectsTheAgentAgain(Transport transport) {
    try (var agent = Agent.introduced(server.endpoint(), transport)) {
      agent.disconnect();
      assertAccepted(agent.heartbeat(), agent.uid());
      awaitStatus(agent.uid(), "connected");
    }
  }
}
