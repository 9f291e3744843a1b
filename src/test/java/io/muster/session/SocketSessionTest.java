package io.muster.session;

import static io.muster.session.HubInTests.complete;
import static io.muster.session.HubInTests.heartbeat;
import static io.muster.session.HubInTests.uid;
import static io.muster.session.OfferInTests.hash;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.fleet.Connections.Delivery;
import io.muster.fleet.OutgoingMessage;
import io.muster.protocol.proto.AgentDisconnect;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.ServerToAgent;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Agents on one socket: what they say and what is written to them. */
class SocketSessionTest {

  private final OfferInTests config = OfferInTests.config();
  private final HubInTests hub = new HubInTests(config);
  private final SocketInTests socket = hub.open();

  @AfterEach
  void everythingIsReleasedInTheEnd() {
    socket.settle();
    socket.answers();
    socket.close();
    socket.settle();
    socket.channel.finishAndReleaseAll();
    assertThat(hub.unreleased()).as("bytes of buffers").isZero();
    assertThat(hub.services.budget().used()).as("memory charged").isZero();
    assertThat(hub.gauge("muster.outbox.queued")).isZero();
    assertThat(hub.sessions.silent()).isTrue();
    assertThat(hub.sessions.channels()).isEmpty();
  }

  private void introduce(int... agents) {
    for (int agent : agents) {
      socket.say(complete(agent, 1));
    }
    assertThat(socket.answers()).hasSize(agents.length);
  }

  private Delivery send(int agent, String text) {
    return hub.sessions.send(
        uid(agent), new OutgoingMessage("test", "t", ByteString.copyFromUtf8(text)));
  }

  private static String text(ServerToAgent message) {
    return message.getCustomMessage().getData().toStringUtf8();
  }

  private static List<ByteString> uids(List<ServerToAgent> messages) {
    return messages.stream().map(ServerToAgent::getInstanceUid).toList();
  }

  @Test
  void aCloseInGoodOrderIsAGoodbyeAndALostSocketIsNone() {
    introduce(1);
    socket.arrive(socket.masked(new CloseWebSocketFrame(1001, "")));
    socket.close();
    socket.settle();
    assertThat(hub.agent(1).link()).isNull();
    assertThat(hub.agent(1).saidGoodbye()).isTrue();

    SocketInTests other = hub.open();
    other.say(complete(1, 2));
    assertThat(hub.agent(1).saidGoodbye()).as("it is back").isFalse();
    other.answers();
    other.arrive(other.masked(new CloseWebSocketFrame(1011, "panic")));
    other.close();
    other.settle();
    other.channel.finishAndReleaseAll();
    assertThat(hub.agent(1).link()).isNull();
    assertThat(hub.agent(1).saidGoodbye()).isFalse();
  }

  @Test
  void everyMessageIsAnsweredByOneInTheOrderInWhichTheyCame() {
    introduce(1);
    List<AgentToServer.Builder> messages = new ArrayList<>();
    for (int i = 2; i < 12; i++) {
      messages.add(complete(1, i));
    }
    messages.forEach(socket::arrive);
    assertThat(socket.answers()).as("nothing on the event loop").isEmpty();
    socket.settle();
    assertThat(socket.answers()).hasSize(10).allMatch(answer -> answer.getFlags() == 0);
    assertThat(hub.agent(1).sequence()).isEqualTo(11);
  }

  @Test
  void heartbeatsOfManyAgentsAreAnsweredOnTheEventLoop() {
    int[] agents = {1, 2, 3, 4, 5};
    introduce(agents);
    for (int sequence = 2; sequence < 5; sequence++) {
      for (int agent : agents) {
        socket.arrive(heartbeat(agent, sequence));
      }
    }
    assertThat(hub.threads.waiting()).isZero();
    List<ServerToAgent> answers = socket.answers();
    assertThat(answers).hasSize(15);
    for (int i = 0; i < 15; i++) {
      assertThat(answers.get(i))
          .isEqualTo(
              ServerToAgent.newBuilder().setInstanceUid(uid(agents[i % 5]).toBytes()).build());
    }
    assertThat(hub.count("muster.agent.messages", "outcome", "heartbeat")).isEqualTo(15);
    assertThat(hub.agent(3).sequence()).isEqualTo(4);
  }

  @Test
  void aHeartbeatBehindAMessageThatIsNotProcessedWaitsForIt() {
    introduce(1);
    socket.arrive(complete(1, 2));
    socket.arrive(heartbeat(1, 3));
    assertThat(socket.answers()).isEmpty();
    socket.settle();
    assertThat(socket.answers()).hasSize(2);
    assertThat(hub.agent(1).sequence()).isEqualTo(3);
  }

  @Test
  void aHeartbeatThatRepeatsTheNumberOfAMessageDoesNotOvertakeIt() {
    introduce(1);
    socket.arrive(complete(1, 2));
    socket.arrive(heartbeat(1, 2));
    assertThat(socket.answers()).isEmpty();
    socket.settle();
    assertThat(socket.answers()).hasSize(2);
  }

  @Test
  void aHeartbeatWithAGapIsAskedForTheFullState() {
    introduce(1);
    socket.say(heartbeat(1, 9));
    assertThat(socket.answer().getFlags()).isEqualTo(1);
  }

  @Test
  void aChangeOfPolicyIsBroughtToTheAgentOnceItIsStored() {
    introduce(1);
    config.want("a");
    hub.fleet.agents().hold();
    hub.sessions.reconcile(uid(1));
    socket.settle();
    assertThat(socket.answers()).isEmpty();
    hub.fleet.agents().release();
    socket.settle();
    assertThat(socket.answer().getRemoteConfig().getConfigHash()).isEqualTo(hash("a").bytes());
  }

  @Test
  void whatTheStoreRefusesIsNotOfferedAndTheSessionGoesOn() {
    introduce(1);
    config.want("a");
    hub.fleet.agents().failWith(new IllegalStateException("disk full"));
    hub.sessions.reconcile(uid(1));
    socket.settle();
    assertThat(socket.answers()).isEmpty();
    hub.fleet.agents().failWith(null);
    hub.fleet.fleet().retryUnsaved();
    hub.sessions.reconcile(uid(1));
    socket.settle();
    assertThat(socket.answer().hasRemoteConfig()).isTrue();
  }

  @Test
  void forAPeerThatDoesNotReadNothingIsComputedAndThenItGetsTheNewest() {
    introduce(1);
    socket.block();
    int asked = config.asked();
    for (String text : List.of("a", "b", "c")) {
      config.want(text);
      hub.sessions.reconcile(uid(1));
      hub.sessions.reconcileAll();
      socket.settle();
    }
    assertThat(config.asked()).isEqualTo(asked);
    assertThat(hub.fleet.agents().begun()).isZero();
    socket.unblock();
    socket.settle();
    assertThat(socket.answer().getRemoteConfig().getConfigHash()).isEqualTo(hash("c").bytes());
  }

  @Test
  void aPeerThatDoesNotReadIsNotReadEither() {
    introduce(1);
    assertThat(socket.channel.config().isAutoRead()).isTrue();
    socket.block();
    assertThat(socket.channel.config().isAutoRead()).isFalse();
    assertThat(hub.gauge("muster.outbox.blocked")).isEqualTo(1);
    socket.unblock();
    assertThat(socket.channel.config().isAutoRead()).isTrue();
    assertThat(hub.gauge("muster.outbox.blocked")).isZero();
  }

  @Test
  void aHeartbeatOfAPeerThatDoesNotReadIsAnsweredWhenItReads() {
    introduce(1);
    socket.block();
    socket.say(heartbeat(1, 2)); // was read already when the socket filled up
    assertThat(socket.answers()).isEmpty();
    socket.unblock();
    assertThat(socket.answers()).hasSize(1);
  }

  @Test
  void commandsAndMessagesWaitForAPeerThatDoesNotReadUpToALimit() {
    introduce(1);
    socket.block();
    for (int i = 0; i < 31; i++) {
      assertThat(send(1, "" + i)).isEqualTo(Delivery.QUEUED);
    }
    assertThat(hub.sessions.restart(uid(1))).isEqualTo(Delivery.QUEUED);
    assertThat(send(1, "32")).isEqualTo(Delivery.FULL);
    assertThat(hub.sessions.restart(uid(1))).isEqualTo(Delivery.FULL);
    socket.unblock();
    List<ServerToAgent> messages = socket.answers();
    assertThat(messages).hasSize(32);
    for (int i = 0; i < 31; i++) {
      assertThat(text(messages.get(i))).isEqualTo("" + i);
    }
    assertThat(messages.getLast().hasCommand()).isTrue();
    assertThat(messages.getLast().getAllFields()).hasSize(2);
    assertThat(send(1, "33")).isEqualTo(Delivery.QUEUED);
    assertThat(text(socket.answer())).isEqualTo("33");
  }

  @Test
  void whatIsQueuedGoesWithTheSocket() {
    introduce(1);
    socket.block();
    assertThat(send(1, "a")).isEqualTo(Delivery.QUEUED);
    assertThat(hub.gauge("muster.outbox.queued")).isEqualTo(1);
    socket.close();
    assertThat(hub.gauge("muster.outbox.queued")).isZero();
  }

  @Test
  void anAgentThatIsNotHereGetsNothing() {
    assertThat(send(1, "a")).isEqualTo(Delivery.NOT_CONNECTED);
    introduce(1);
    socket.close();
    assertThat(send(1, "a")).isEqualTo(Delivery.NOT_CONNECTED);
  }

  @Test
  void whereOnlyOneMessageFitsAtATimeAllAgentsOfASocketGetTheirTurn() {
    introduce(1, 2, 3, 4);
    socket.block();
    for (int agent = 2; agent <= 4; agent++) {
      send(agent, "a");
      send(agent, "b");
    }
    List<ServerToAgent> messages = new ArrayList<>();
    for (int turn = 0; turn < 6; turn++) {
      socket.roomFor(1);
      messages.add(socket.answer());
    }
    assertThat(uids(messages))
        .containsExactly(
            uid(2).toBytes(),
            uid(3).toBytes(),
            uid(4).toBytes(),
            uid(2).toBytes(),
            uid(3).toBytes(),
            uid(4).toBytes());
    assertThat(messages.stream().map(SocketSessionTest::text))
        .containsExactly("a", "a", "a", "b", "b", "b");
  }

  @Test
  void theFirstAgentOfASocketGetsItsTurnWithTheOthersAndNotBeforeThem() {
    introduce(1, 2, 3);
    socket.block();
    for (int agent = 1; agent <= 3; agent++) {
      send(agent, "a");
      send(agent, "b");
    }
    List<ServerToAgent> messages = new ArrayList<>();
    for (int turn = 0; turn < 6; turn++) {
      socket.roomFor(1);
      messages.add(socket.answer());
    }
    assertThat(messages.subList(0, 3).stream().map(SocketSessionTest::text).distinct())
        .containsExactly("a");
    assertThat(uids(messages.subList(0, 3))).doesNotHaveDuplicates();
  }

  @Test
  void whenTooManyMessagesWaitTheSocketIsNotReadUntilHalfOfThemAreProcessed() {
    introduce(1);
    for (int i = 2; i < 65; i++) {
      socket.arrive(complete(1, i));
    }
    assertThat(socket.gate.closed(ReadGate.Reason.MAILBOX)).isFalse();
    socket.arrive(complete(1, 65));
    assertThat(socket.gate.closed(ReadGate.Reason.MAILBOX)).isTrue();
    assertThat(socket.channel.config().isAutoRead()).isFalse();
    socket.settle();
    assertThat(socket.gate.closed()).isFalse();
    assertThat(socket.channel.config().isAutoRead()).isTrue();
    assertThat(socket.answers()).hasSize(64);
  }

  @Test
  void whatIsWrongIsAnsweredWithAnErrorAndTheNextMessageIsProcessed() {
    introduce(1);
    socket.arrive(
        socket.masked(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[] {0, 1, 2, 3}))));
    socket.settle();
    assertThat(socket.answer().hasErrorResponse()).isTrue();
    socket.say(complete(1, 2));
    assertThat(socket.answer().hasErrorResponse()).isFalse();
  }

  @Test
  void aPeerThatSendsWhatIsWrongAndDoesNotReadIsGivenUp() {
    introduce(1);
    socket.block();
    for (int i = 0; i < 33; i++) {
      assertThat(socket.isOpen()).isTrue();
      socket.arrive(
          socket.masked(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[] {0, 1, 2, 3}))));
      socket.settle();
    }
    assertThat(socket.isOpen()).isFalse();
  }

  @Test
  void messagesThatWaitWhenTheSocketClosesAreProcessedAndReleased() {
    introduce(1);
    socket.arrive(complete(1, 2));
    socket.arrive(complete(1, 3));
    assertThat(hub.sessions.silent()).isFalse();
    socket.close();
    assertThat(hub.agent(1).link()).isNull();
    socket.settle();
    assertThat(hub.agent(1).sequence()).isEqualTo(3);
    assertThat(hub.agent(1).link()).as("nobody is reached by a socket that is closed").isNull();
  }

  @Test
  void anAgentThatLeavesMakesRoomAndMayComeBack() {
    introduce(1, 2);
    socket.say(heartbeat(2, 2).setAgentDisconnect(AgentDisconnect.getDefaultInstance()));
    assertThat(socket.answers()).hasSize(1);
    assertThat(hub.agent(2).link()).isNull();
    assertThat(socket.socket.find(uid(2).mostSignificant(), uid(2).leastSignificant())).isNull();
    assertThat(socket.socket.sole()).isNotNull();
    introduce(2);
    assertThat(hub.agent(2).link()).isNotNull();
  }

  @Test
  void aSocketCarriesSoManyAgentsAndTheNextIsTurnedAwayUnlessOneIsSilent() {
    for (int agent = 1; agent <= AgentSocket.MAX_SESSIONS; agent++) {
      socket.arrive(complete(agent, 1));
      socket.settle();
    }
    assertThat(socket.answers()).hasSize(AgentSocket.MAX_SESSIONS);
    socket.say(complete(0, 1));
    assertThat(socket.answer().getErrorResponse().getErrorMessage())
        .isEqualTo("one socket carries at most 1000 agents");
    hub.fleet.pass(Duration.ofMinutes(6));
    introduce(0);
    assertThat(hub.agent(2).link()).as("the silent one that made room").isNull();
  }

  @Test
  void anOfferThatBreaksForOneAgentIsBroughtToAllOthers() {
    introduce(1, 2, 3);
    config.want("a");
    config.breakFor(uid(2));
    hub.sessions.reconcileAll();
    socket.settle();
    assertThat(uids(socket.answers()))
        .containsExactlyInAnyOrder(uid(1).toBytes(), uid(3).toBytes());
    socket.say(complete(2, 2));
    assertThat(socket.answer().hasErrorResponse()).as("its messages are answered").isFalse();
    config.mend();
    hub.sessions.reconcileAll();
    socket.settle();
    assertThat(uids(socket.answers())).containsExactly(uid(2).toBytes());
  }
}
