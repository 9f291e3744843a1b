package io.muster.conformance;

import static io.muster.conformance.Answers.assertQuiet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.Bits;
import io.muster.conformance.wire.Transport;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.CustomMessage;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * HB-1, HB-4, HB-5, HB-11, HB-12 with the minutes of the defaults shortened to seconds: stale after
 * 2 s, disconnected after 5 s, pings every 300 ms that must be answered within a second.
 */
@Conformance(
    settings = {
      "muster.fleet.stale-after=2s",
      "muster.fleet.disconnected-after=5s",
      "muster.agents.ping-interval=300ms",
      "muster.agents.pong-timeout=1s"
    })
class LivenessIT {

  private static final Duration WELL_PAST_STALE = Duration.ofSeconds(4);

  /**
   * A bound of liveness: that a status comes, and which comes before it, is what is tested here.
   * When it comes is a matter of settings and a clock, and of unit tests.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final ServerUnderTest server;

  LivenessIT(ServerUnderTest server) {
    this.server = server;
  }

  private String status(ByteString uid) {
    return server.agent(uid).orElseThrow().status();
  }

  private void awaitStatus(ByteString uid, String wanted) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(() -> assertThat(status(uid)).isEqualTo(wanted));
  }

  @Test
  @Check({"HB-1", "HB-12"})
  void aSilentPeerThatAnswersPingsStaysConnected() {
    try (var agent = Agent.introduced(server.endpoint(), Transport.WEBSOCKET)) {
      assertThat(agent.listen(WELL_PAST_STALE)).isEmpty();
      assertThat(agent.socket().pings()).isGreaterThan(3);
      assertThat(status(agent.uid())).isEqualTo("connected");
      assertQuiet(agent.heartbeat(), agent.uid());
    }
  }

  @Test
  @Check("HB-12")
  void aPeerThatAnswersNoPingIsDropped() {
    try (var agent = Agent.introduced(server.endpoint(), Transport.WEBSOCKET)) {
      agent.socket().ignorePings();
      agent.socket().awaitEnd(Duration.ofSeconds(10));
      awaitStatus(agent.uid(), "disconnected");
    }
  }

  @Test
  @Check({"HB-5", "HB-11"})
  void anHttpAgentThatStopsPollingBecomesStaleThenDisconnected() {
    try (var agent = Agent.introduced(server.endpoint(), Transport.HTTP)) {
      assertThat(status(agent.uid())).isEqualTo("connected");
      awaitStatus(agent.uid(), "stale");
      awaitStatus(agent.uid(), "disconnected");
      assertQuiet(agent.heartbeat(), agent.uid());
      assertThat(status(agent.uid())).isEqualTo("connected");
    }
  }

  @Test
  @Check("HB-4")
  void anyMessageWithAUidIsASignOfLife() {
    try (var agent = Agent.connect(server.endpoint(), Transport.HTTP)) {
      agent.capabilities(Bits.CONFIGURABLE | Bits.REPORTS_HEARTBEAT).introduce();
      await()
          .during(WELL_PAST_STALE)
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(500))
          .until(() -> {
            var unknown = CustomMessage.newBuilder().setCapability("org.nobody.knows");
            agent.say(
                AgentToServer.newBuilder()
                    .setInstanceUid(agent.uid())
                    .setSequenceNum(agent.message().getSequenceNum())
                    .setCustomMessage(unknown));
            return status(agent.uid()).equals("connected");
          });
    }
  }
}
