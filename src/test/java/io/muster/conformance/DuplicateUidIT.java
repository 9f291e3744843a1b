package io.muster.conformance;

import static io.muster.conformance.Answers.SILENCE;
import static io.muster.conformance.Answers.assertAccepted;
import static io.muster.conformance.Answers.assertQuiet;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.Messages;
import io.muster.conformance.wire.Transport;
import io.muster.conformance.wire.WebSocketWire;
import io.muster.protocol.proto.ComponentHealth;
import io.muster.protocol.proto.RemoteConfigStatuses;
import io.muster.protocol.proto.ServerToAgent;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** ID-11, ID-12, ID-14, ID-15: two agents with one uid, and what only looks like it. */
@Conformance
@Needs({Ability.MUSTER_DECISIONS, Ability.SEE_AGENTS})
class DuplicateUidIT {

  private final ServerUnderTest server;

  DuplicateUidIT(ServerUnderTest server) {
    this.server = server;
  }

  private Agent agent() {
    return Agent.introduced(server.endpoint(), Transport.WEBSOCKET);
  }

  @Test
  @Check({"ID-11", "ID-12"})
  void theSecondOfTwoLivingAgentsGetsANewUid() {
    try (var first = agent();
        var second = Agent.connect(server.endpoint(), Transport.WEBSOCKET)) {
      first.heartbeat();
      first.heartbeat();
      var shared = first.uid();
      second.uid(shared).socket().send(second.complete().build().toByteString());
      var told = second.await(ServerToAgent::hasAgentIdentification);
      assertThat(told.getInstanceUid()).isEqualTo(shared);
      var fresh = told.getAgentIdentification().getNewInstanceUid();
      IdentityIT.assertUuid7(fresh);
      second.uid(fresh);
      assertAccepted(second.introduce(), fresh);
      assertThat(first.listen(SILENCE)).noneMatch(ServerToAgent::hasAgentIdentification);
      assertAccepted(first.heartbeat(), shared);
      assertThat(server.agent(shared).orElseThrow().attribute("conformance.tag").asText())
          .isEqualTo(first.tag());
      assertThat(server.agent(fresh).orElseThrow().attribute("conformance.tag").asText())
          .isEqualTo(second.tag());
    }
  }

  /** Whatever its number, and whatever the way it comes by: the number is no secret. */
  @OverBothTransports
  @Check("ID-15")
  void whoeverSpeaksForAnAgentOnALivingSocketIsAnotherAgent(Transport transport) {
    try (var first = agent();
        var stranger = Agent.connect(server.endpoint(), transport)) {
      first.heartbeat();
      var before = server.agent(first.uid()).orElseThrow().json();
      stranger.uid(first.uid()).sequence(first.sequence());
      var answer =
          stranger.say(
              stranger
                  .message()
                  .setHealth(ComponentHealth.newBuilder().setLastError("of the stranger"))
                  .setRemoteConfigStatus(
                      Messages.status(
                          Messages.bytes("00ff"),
                          RemoteConfigStatuses.RemoteConfigStatuses_FAILED)));
      assertThat(answer.getInstanceUid()).isEqualTo(first.uid());
      assertThat(answer.getAgentIdentification().getNewInstanceUid()).isNotEqualTo(first.uid());
      assertAccepted(first.heartbeat(), first.uid());
      var after = server.agent(first.uid()).orElseThrow().json();
      assertThat(after.get("health")).isEqualTo(before.get("health"));
      assertThat(after.get("config")).isEqualTo(before.get("config"));
      assertThat(after.get("status").asText()).isEqualTo("connected");
    }
  }

  @Test
  @Check("ID-14")
  void aReconnectWithTheNextNumberIsNoDuplicate() {
    try (var old = agent();
        var again = Agent.connect(server.endpoint(), Transport.WEBSOCKET)) {
      old.socket().ignorePings(); // What is left of it does not answer any more.
      again.uid(old.uid()).sequence(old.sequence());
      assertQuiet(again.heartbeat(), old.uid());
      assertThat(again.listen(SILENCE)).isEmpty();
      // The end of the old socket, noticed late, must not take the agent with it.
      old.socket().abort();
      assertThat(again.listen(SILENCE)).isEmpty();
      assertThat(server.agent(old.uid()).orElseThrow().status()).isEqualTo("connected");
      assertQuiet(again.heartbeat(), old.uid());
    }
  }

  @Test
  @Check({"ID-12", "ID-14"})
  void nobodyIsReKeyedBecauseOfAHalfOpenSocket() {
    try (var dead = agent();
        var restarted = Agent.connect(server.endpoint(), Transport.WEBSOCKET)) {
      dead.heartbeat();
      dead.socket().ignorePings();
      restarted.uid(dead.uid());
      var first = restarted.introduce();
      assertThat(first.hasAgentIdentification()).isFalse();
      assertThat(restarted.listen(Duration.ofSeconds(4)))
          .noneMatch(ServerToAgent::hasAgentIdentification);
      dead.socket().awaitEnd(Duration.ofSeconds(5));
      var view = server.agent(restarted.uid()).orElseThrow();
      assertThat(view.status()).isEqualTo("connected");
      assertThat(view.attribute("conformance.tag").asText()).isEqualTo(restarted.tag());
      assertQuiet(restarted.heartbeat(), restarted.uid());
    }
  }

  /** Its host went away while it was being sent its config. */
  @Test
  @Check({"ID-12", "ID-14"})
  @Needs(Ability.PUSH_CONFIG)
  void norOfOneThatHasNotTakenWhatItWasSent() {
    try (var before = Agent.connect(server.endpoint(), Transport.WEBSOCKET);
        var gone = WebSocketWire.open(server.endpoint(), 4096);
        var restarted = Agent.connect(server.endpoint(), Transport.WEBSOCKET)) {
      gone.exchange(before.complete().build().toByteString());
      gone.pauseReading();
      // More than the kernel takes, so that a ping would wait behind it.
      var filling = "a: " + "x".repeat(512 << 10);
      for (int i = 0; i < 20; i++) {
        server.push(before.tag(), ConfigFiles.yaml(filling + i));
      }
      restarted.uid(before.uid());
      var first = restarted.introduce();
      assertThat(first.hasAgentIdentification()).isFalse();
      assertThat(restarted.listen(Duration.ofSeconds(4)))
          .noneMatch(ServerToAgent::hasAgentIdentification);
      assertThat(server.agent(restarted.uid()).orElseThrow().attribute("conformance.tag").asText())
          .isEqualTo(restarted.tag());
      gone.resumeReading();
    }
  }
}
