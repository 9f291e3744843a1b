package io.muster.session;

import static io.muster.session.HubInTests.complete;
import static io.muster.session.HubInTests.heartbeat;
import static io.muster.session.HubInTests.uid;
import static io.muster.session.OfferInTests.hash;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.muster.agent.Presence;
import io.muster.fleet.Connections.Delivery;
import io.muster.fleet.OutgoingMessage;
import io.muster.protocol.Decoded;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.WireUid;
import io.muster.protocol.proto.AgentDisconnect;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.CustomCapabilities;
import io.muster.protocol.proto.RemoteConfigStatus;
import io.muster.protocol.proto.RemoteConfigStatuses;
import io.muster.protocol.proto.ServerToAgent;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Agents that poll, from the decoded request to the answer. */
class PollingSessionTest {

  private final OfferInTests config = OfferInTests.config();
  private HubInTests hub = new HubInTests(config);
  private PollingSessions polls = new PollingSessions(hub.services, hub.fleet.settings());

  private PollingSession.Answer polled(AgentToServer.Builder message) {
    WireUid uid = WireUid.of(InstanceUid.of(message.getInstanceUid()));
    return Objects.requireNonNull(polls.session(uid, "10.0.0.1"))
        .poll(new Decoded(message.build(), uid, false));
  }

  private PollingSession.Said poll(AgentToServer.Builder message) {
    return (PollingSession.Said) polled(message);
  }

  private ServerToAgent answer(AgentToServer.Builder message) {
    PollingSession.Said answer = poll(message);
    ByteBuf body = answer.message().body(hub.allocator);
    try {
      return ServerToAgent.parseFrom(ByteBufUtil.getBytes(body));
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    } finally {
      body.release();
    }
  }

  private Delivery send(String text) {
    return hub.sessions.send(
        uid(1), new OutgoingMessage("test", "t", ByteString.copyFromUtf8(text)));
  }

  @Test
  void everyAnswerSaysWhatTheServerCan() {
    for (int sequence = 1; sequence < 4; sequence++) {
      ServerToAgent answer = answer(complete(1, sequence));
      assertThat(answer.getCapabilities()).isNotZero();
      assertThat(answer.getInstanceUid()).isEqualTo(uid(1).toBytes());
    }
  }

  @Test
  void theAnswerToTheFirstRequestCarriesTheConfig() {
    config.want("a");
    assertThat(answer(complete(1, 1)).getRemoteConfig().getConfigHash())
        .isEqualTo(hash("a").bytes());
    assertThat(answer(heartbeat(1, 2)).hasRemoteConfig()).as("it is in flight").isFalse();
  }

  @Test
  void aConfigThatTheStoreDoesNotTakeInTimeGoesWithALaterAnswer() {
    config.want("a");
    hub.fleet.agents().hold();
    assertThat(answer(complete(1, 1)).hasRemoteConfig()).isFalse();
    hub.fleet.agents().release();
    assertThat(answer(heartbeat(1, 2)).hasRemoteConfig()).isTrue();
  }

  @Test
  void ofTwoChangesBetweenTwoRequestsTheNewestIsOffered() {
    answer(complete(1, 1));
    config.want("a");
    hub.sessions.reconcile(uid(1));
    config.want("b");
    hub.sessions.reconcileAll();
    assertThat(answer(heartbeat(1, 2)).getRemoteConfig().getConfigHash())
        .isEqualTo(hash("b").bytes());
  }

  @Test
  void commandsWaitForTheNextRequestsOneEachInTheirOrderUpToALimit() {
    answer(complete(1, 1));
    assertThat(hub.sessions.restart(uid(1))).isEqualTo(Delivery.QUEUED);
    for (int i = 0; i < 31; i++) {
      assertThat(send("" + i)).isEqualTo(Delivery.QUEUED);
    }
    assertThat(send("31")).isEqualTo(Delivery.FULL);
    ServerToAgent first = answer(heartbeat(1, 2));
    assertThat(first.hasCommand()).isTrue();
    assertThat(first.hasCustomMessage()).isFalse();
    List<String> texts = new ArrayList<>();
    for (int i = 3; i < 34; i++) {
      texts.add(answer(heartbeat(1, i)).getCustomMessage().getData().toStringUtf8());
    }
    assertThat(texts).hasSize(31).startsWith("0", "1", "2").endsWith("29", "30");
    assertThat(answer(heartbeat(1, 34)).hasCustomMessage()).isFalse();
  }

  @Test
  void anAgentWithoutASessionIsNotThereForCommands() {
    assertThat(send("a")).isEqualTo(Delivery.NOT_CONNECTED);
    answer(complete(1, 1));
    answer(heartbeat(1, 2).setAgentDisconnect(AgentDisconnect.getDefaultInstance()));
    assertThat(send("a")).isEqualTo(Delivery.NOT_CONNECTED);
    assertThat(hub.agent(1).link()).isNull();
  }

  @Test
  void anOfferThatBreaksDoesNotLeaveTheRequestUnanswered() {
    config.want("a");
    config.breakFor(uid(1));
    ServerToAgent answer = answer(complete(1, 1));
    assertThat(answer.hasErrorResponse()).isFalse();
    config.mend();
    assertThat(answer(heartbeat(1, 2)).hasRemoteConfig()).isTrue();
  }

  @Test
  void anOfferThatIsTooLargeIsSaidOfThisAnswerOnly() {
    hub = new HubInTests(Map.of("max-message-size", "2000"), config);
    polls = new PollingSessions(hub.services, hub.fleet.settings());
    config.want("x".repeat(2_000));
    assertThat(poll(complete(1, 1)).oversize()).isTrue();
    config.want("small");
    assertThat(poll(heartbeat(1, 2)).oversize()).isFalse();
  }

  @Test
  void aMessageThatCannotBeProcessedIsAnsweredWithAnError() {
    assertThat(
            answer(
                    complete(1, 1)
                        .setCustomCapabilities(
                            CustomCapabilities.newBuilder().addCapabilities("x".repeat(33 << 20))))
                .hasErrorResponse())
        .isTrue();
  }

  @Test
  void sessionsOfAgentsThatStayAwayAreDroppedWithWhatWaitsForThem() {
    answer(complete(1, 1));
    answer(complete(2, 1));
    send("a");
    assertThat(hub.gauge("muster.agents.polling")).isEqualTo(2);
    hub.fleet.fleet().disconnected(hub.agent(1), hub.connectionOf(1));
    polls.sweep();
    assertThat(hub.gauge("muster.agents.polling")).as("it was here a moment ago").isEqualTo(2);
    hub.fleet.pass(Duration.ofMinutes(1));
    polls.sweep();
    assertThat(hub.gauge("muster.agents.polling")).isEqualTo(1);
    assertThat(hub.gauge("muster.outbox.queued")).isZero();
    assertThat(hub.sessions.channels()).containsOnlyKeys(hub.agent(2));
  }

  @Test
  void anAgentThatMovesToAWebSocketIsReachedThere() {
    answer(complete(1, 1));
    SocketInTests socket = hub.open();
    socket.say(heartbeat(1, 2));
    socket.answers();
    assertThat(send("a")).isEqualTo(Delivery.QUEUED);
    assertThat(socket.answer().hasCustomMessage()).isTrue();
    hub.fleet.pass(Duration.ofMinutes(1));
    polls.sweep();
    assertThat(hub.gauge("muster.agents.polling")).isZero();
    assertThat(send("b")).as("the sweep takes nothing from the socket").isEqualTo(Delivery.QUEUED);
  }

  @Test
  void closingEndsTheSessionOfThePresentAgent() {
    answer(complete(1, 1));
    hub.sessions.close(uid(1), "in a test");
    assertThat(hub.agent(1).presence(hub.fleet.fleet().now(), hub.fleet.settings()))
        .isEqualTo(Presence.DISCONNECTED);
    assertThat(hub.sessions.channels()).isEmpty();
    answer(heartbeat(1, 2));
    assertThat(hub.sessions.channels()).containsOnlyKeys(hub.agent(1));
  }

  @Test
  void aPollForAnAgentThatIsOnALivingSocketIsAnotherAgentWhateverItsNumber() {
    SocketInTests socket = hub.open();
    socket.say(complete(1, 10));
    socket.answers();
    hub.wait.meanwhile(() -> {
      socket.settle();
      socket.pong();
    });
    ServerToAgent answer =
        answer(
            complete(1, 11)
                .setRemoteConfigStatus(
                    RemoteConfigStatus.newBuilder()
                        .setLastRemoteConfigHash(hash("a").bytes())
                        .setStatus(RemoteConfigStatuses.RemoteConfigStatuses_FAILED)));
    assertThat(answer.getInstanceUid()).isEqualTo(uid(1).toBytes());
    assertThat(answer.getAgentIdentification().getNewInstanceUid()).isNotEqualTo(uid(1).toBytes());
    assertThat(hub.connectionOf(1)).isEqualTo(socket.socket.number());
    assertThat(hub.agent(1).sequence()).isEqualTo(10);
    assertThat(hub.agent(1).state().facts().attempts().list()).isEmpty();
    assertThat(hub.fleet.fleet().size()).isEqualTo(2);
  }

  @Test
  void aPollThatCannotWaitIsToldWhenToComeBack() {
    SocketInTests socket = hub.open();
    socket.say(complete(1, 10));
    for (int i = 0; i < HeldMessages.MOST; i++) {
      assertThat(hub.services.held().hold(1)).isTrue();
    }
    assertThat(polled(heartbeat(1, 11)))
        .isEqualTo(
            new PollingSession.Refused(
                Duration.ofSeconds(30), "too many connections claim agents that are connected"));
  }

  @Test
  void afterAllAnswersNothingIsUnreleased() {
    config.want("x".repeat(5_000));
    answer(complete(1, 1));
    answer(complete(1, 2));
    assertThat(hub.unreleased()).isZero();
  }
}
