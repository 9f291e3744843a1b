package io.muster.session;

import static io.muster.session.HubInTests.complete;
import static io.muster.session.HubInTests.heartbeat;
import static io.muster.session.HubInTests.uid;
import static io.muster.session.OfferInTests.hash;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.agent.OfferKind;
import io.muster.protocol.proto.AgentDisconnect;
import io.muster.protocol.proto.AgentToServerFlags;
import io.muster.protocol.proto.ServerErrorResponseType;
import io.muster.protocol.proto.ServerToAgent;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One message through the fleet: what it waits for, and what becomes of two agents of one uid. */
class MessageExchangeTest {

  private static final Duration SAVE = Duration.ofMillis(500);
  private static final Duration PROBE = Duration.ofSeconds(3);

  private final OfferInTests config = OfferInTests.config();
  private HubInTests hub = new HubInTests(config);

  private double unsaved() {
    return hub.count("muster.answers.unsaved");
  }

  private static void assertUnavailable(ServerToAgent answer, String text) {
    assertThat(answer.getErrorResponse().getType())
        .isEqualTo(ServerErrorResponseType.ServerErrorResponseType_Unavailable);
    assertThat(answer.getErrorResponse().getErrorMessage()).isEqualTo(text);
    assertThat(answer.getErrorResponse().getRetryInfo().getRetryAfterNanoseconds())
        .isEqualTo(Duration.ofSeconds(30).toNanos());
  }

  @Test
  void theAnswerWaitsForTheStoreAndCarriesTheOfferThatWasStoredWithIt() {
    config.want("a");
    SocketInTests socket = hub.open();
    socket.say(complete(1, 1));
    assertThat(hub.wait.waits()).containsExactly(SAVE);
    assertThat(socket.answer().getRemoteConfig().getConfigHash()).isEqualTo(hash("a").bytes());
    assertThat(unsaved()).isZero();
  }

  @Test
  void aStoreThatNeverAnswersHoldsTheAnswerUpForHalfASecondAndTheOfferFollows() {
    config.want("a");
    hub.fleet.agents().hold();
    SocketInTests socket = hub.open();
    socket.say(complete(1, 1));
    assertThat(hub.wait.waits()).containsExactly(SAVE);
    ServerToAgent answer = socket.answer();
    assertThat(answer.hasErrorResponse()).isFalse();
    assertThat(answer.hasRemoteConfig()).isFalse();
    assertThat(unsaved()).isEqualTo(1);

    hub.fleet.agents().release();
    socket.settle();
    assertThat(socket.answer().getRemoteConfig().getConfigHash()).isEqualTo(hash("a").bytes());
    socket.settle();
    assertThat(socket.answers()).isEmpty();
  }

  @Test
  void aStoreThatComesBackDuringTheWaitDelaysNothing() {
    config.want("a");
    hub.fleet.agents().hold();
    hub.wait.meanwhile(hub.fleet.agents()::release);
    SocketInTests socket = hub.open();
    socket.say(complete(1, 1));
    assertThat(socket.answer().hasRemoteConfig()).isTrue();
    assertThat(unsaved()).isZero();
  }

  @Test
  void aStoreThatFailsLeavesTheAnswerWithoutTheOffer() {
    config.want("a");
    hub.fleet.agents().failWith(new IllegalStateException("disk full"));
    SocketInTests socket = hub.open();
    socket.say(complete(1, 1));
    ServerToAgent answer = socket.answer();
    assertThat(answer.hasErrorResponse()).isFalse();
    assertThat(answer.hasRemoteConfig()).isFalse();
    assertThat(unsaved()).isEqualTo(1);
    assertThat(hub.agent(1).link()).isNotNull();
  }

  @Test
  void aMessageThatIsNewsToNobodyWaitsForNoWrite() {
    SocketInTests socket = hub.open();
    socket.say(complete(1, 1));
    socket.answers();
    hub.fleet.agents().hold();
    socket.say(complete(1, 2));
    assertThat(socket.answers()).hasSize(1);
    assertThat(unsaved()).isZero();
  }

  @Test
  void anOfferThatBreaksLeavesTheAgentTakenAndAnswered() {
    config.want("a");
    config.breakFor(uid(1));
    SocketInTests socket = hub.open();
    socket.say(complete(1, 1));
    ServerToAgent answer = socket.answer();
    assertThat(answer.hasErrorResponse()).isFalse();
    assertThat(answer.hasRemoteConfig()).isFalse();
    assertThat(hub.sessions.channels()).containsOnlyKeys(hub.agent(1));
    socket.close();
    assertThat(hub.agent(1).link()).as("it is not connected for ever").isNull();
  }

  @Test
  void whoSaysGoodbyeIsOfferedNothing() {
    SocketInTests socket = hub.open();
    socket.say(complete(1, 1));
    socket.answers();
    config.want("a");
    socket.say(heartbeat(1, 2).setAgentDisconnect(AgentDisconnect.getDefaultInstance()));
    assertThat(socket.answer().hasRemoteConfig()).isFalse();
    assertThat(hub.agent(1).state().facts().attempts().find(OfferKind.CONFIG, hash("a"))).isEmpty();
  }

  @Test
  void whoAsksForAUidIsAnsweredWithOne() {
    SocketInTests socket = hub.open();
    socket.say(
        complete(1, 1).setFlags(AgentToServerFlags.AgentToServerFlags_RequestInstanceUid_VALUE));
    assertThat(socket.answer().getAgentIdentification().getNewInstanceUid())
        .isEqualTo(hub.agent(1).uid().toBytes())
        .isNotEqualTo(uid(1).toBytes());
  }

  @Test
  void ofTwoWithOneUidThatBothAnswerTheSecondGetsANewOne() {
    SocketInTests first = hub.open();
    first.say(complete(1, 10));
    first.answers();
    SocketInTests second = hub.open();
    hub.wait.meanwhile(() -> {
      first.settle();
      second.settle();
      first.pong();
      second.pong();
    });
    second.say(complete(1, 1));
    assertThat(hub.wait.waits()).containsExactly(SAVE, PROBE, PROBE, SAVE);
    ServerToAgent answer = second.answer();
    assertThat(answer.getInstanceUid()).isEqualTo(uid(1).toBytes());
    assertThat(answer.getAgentIdentification().getNewInstanceUid()).isNotEqualTo(uid(1).toBytes());
    assertThat(first.isOpen()).isTrue();
    assertThat(hub.connectionOf(1)).isEqualTo(first.socket.number());
    assertThat(hub.fleet.fleet().size()).isEqualTo(2);
  }

  @Test
  void aHolderThatDoesNotAnswerLosesItsUidAndItsConnection() {
    SocketInTests first = hub.open();
    first.say(complete(1, 10));
    first.answers();
    SocketInTests second = hub.open();
    second.say(complete(1, 1));
    assertThat(hub.wait.waits()).containsExactly(SAVE, PROBE, SAVE);
    ServerToAgent answer = second.answer();
    assertThat(answer.hasAgentIdentification()).isFalse();
    assertThat(answer.hasErrorResponse()).isFalse();
    assertThat(first.isOpen()).isFalse();
    assertThat(hub.connectionOf(1)).isEqualTo(second.socket.number());
  }

  @Test
  void aNewcomerThatIsGoneByThenIsGivenNothing() {
    SocketInTests first = hub.open();
    first.say(complete(1, 10));
    first.answers();
    SocketInTests second = hub.open();
    hub.wait.meanwhile(() -> {
      first.settle();
      first.pong();
    });
    second.say(complete(1, 1));
    assertUnavailable(second.answer(), "this connection is not the agent's any more");
    assertThat(hub.fleet.fleet().size()).isEqualTo(1);
  }

  @Test
  void theSecondOfTwoIsDeniedIfSoSet() {
    hub = new HubInTests(Map.of("duplicate-uid", "deny"), config);
    SocketInTests first = hub.open();
    first.say(complete(1, 10));
    first.answers();
    hub.wait.meanwhile(() -> {
      first.settle();
      first.pong();
    });
    SocketInTests second = hub.open();
    second.say(complete(1, 1));
    assertThat(second.answer().getErrorResponse().getErrorMessage())
        .isEqualTo("another connected agent has this instance_uid: give this one another");
    assertThat(hub.connectionOf(1)).isEqualTo(first.socket.number());
  }

  @Test
  void theFirstOfTwoIsDisconnectedUnaskedIfSoSet() {
    hub = new HubInTests(Map.of("duplicate-uid", "disconnect"), config);
    SocketInTests first = hub.open();
    first.say(complete(1, 10));
    first.answers();
    SocketInTests second = hub.open();
    second.say(complete(1, 1));
    assertThat(hub.wait.waits()).containsExactly(SAVE, SAVE);
    assertThat(first.isOpen()).isFalse();
    assertThat(second.answer().hasErrorResponse()).isFalse();
  }

  @Test
  void aSocketThatWasSilentForTwoPingIntervalsIsNotAsked() {
    hub = new HubInTests(Map.of("pong-timeout", "10m"), config);
    SocketInTests first = hub.open();
    first.say(complete(1, 10));
    first.answers();
    SocketInTests second = hub.open();
    for (int i = 0; i < 400; i++) {
      first.pass(250);
    }
    hub.wait.meanwhile(first::settle);
    second.say(heartbeat(1, 11));
    assertThat(second.answer().hasErrorResponse()).isFalse();
    assertThat(hub.connectionOf(1)).isEqualTo(second.socket.number());
    assertThat(first.pings()).as("that of the wheel").isEqualTo(1);
  }

  @Test
  void whoComesWhileTooManyWaitIsToldToComeBackAndTheHolderStays() {
    SocketInTests first = hub.open();
    first.say(complete(1, 10));
    first.answers();
    for (int i = 0; i < HeldMessages.MOST; i++) {
      assertThat(hub.services.held().hold(1)).isTrue();
    }
    SocketInTests second = hub.open();
    second.say(heartbeat(1, 11));
    assertUnavailable(second.answer(), "too many connections claim agents that are connected");
    assertThat(hub.connectionOf(1)).isEqualTo(first.socket.number());
    hub.services.held().release(1);
    second.say(heartbeat(1, 12));
    assertThat(hub.connectionOf(1)).isEqualTo(second.socket.number());
  }
}
