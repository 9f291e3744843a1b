package io.muster.conformance;

import static io.muster.conformance.Answers.SILENCE;
import static io.muster.conformance.Answers.assertAccepted;
import static io.muster.conformance.Answers.assertBadRequest;
import static io.muster.conformance.Answers.assertQuiet;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.Event;
import io.muster.conformance.wire.Messages;
import io.muster.conformance.wire.Transport;
import io.muster.protocol.proto.ServerToAgent;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WS: framing of messages, in both directions. */
@Conformance
class WebSocketFramingIT {

  private final ServerUnderTest server;

  WebSocketFramingIT(ServerUnderTest server) {
    this.server = server;
  }

  private Agent agent() {
    return Agent.connect(server.endpoint(), Transport.WEBSOCKET);
  }

  @Test
  @Check({"WS-1", "WS-2"})
  void messagesOfTheServerAreBinaryAndStartWithZero() throws InvalidProtocolBufferException {
    try (var agent = agent()) {
      agent.socket().send(agent.complete().build().toByteString());
      var event = agent.socket().next(Duration.ofSeconds(10));
      assertThat(event).isInstanceOf(Event.Message.class);
      var message = (Event.Message) Objects.requireNonNull(event);
      assertThat(message.opcode()).isEqualTo(2);
      assertThat(message.payload().byteAt(0)).isZero();
      var answer = ServerToAgent.parseFrom(message.payload().substring(1));
      assertAccepted(answer, agent.uid());
    }
  }

  @ParameterizedTest
  @Check("WS-3")
  @ValueSource(strings = {"8000", "808000", "80808080808080808000"})
  void aHeaderOfZeroInMoreBytesIsSkippedWhole(String header) {
    try (var agent = agent()) {
      var message = agent.complete().build().toByteString();
      agent.socket().sendBinary(Messages.bytes(header).concat(message));
      assertQuiet(agent.socket().receive(), agent.uid());
    }
  }

  @ParameterizedTest
  @Check({"WS-4", "WS-6"})
  @ValueSource(strings = {"01", "8001", "ffffffffffffffffffffff", "ffffffffffffffffff7f"})
  void aHeaderThatIsNotZeroIsMalformedAndChangesNothing(String header) {
    try (var agent = agent()) {
      agent.introduce();
      var intruder = agent.message().setSequenceNum(99).build().toByteString();
      agent.socket().sendBinary(Messages.bytes(header).concat(intruder));
      assertBadRequest(agent.socket().receive());
      // The next number fits only if the malformed message left the state alone.
      agent.sequence(agent.sequence() - 1);
      assertQuiet(agent.heartbeat(), agent.uid());
    }
  }

  @ParameterizedTest
  @Check("WS-6")
  @ValueSource(strings = {"80", "ff", "8080808080808080808080"})
  void aHeaderCutShortOrTooLongIsMalformed(String header) {
    try (var agent = agent()) {
      agent.socket().sendBinary(Messages.bytes(header));
      assertBadRequest(agent.socket().receive());
      assertQuiet(agent.introduce(), agent.uid());
    }
  }

  @Test
  @Check("WS-5")
  void aHeaderAloneIsAMessageWithoutUid() {
    try (var agent = agent()) {
      assertBadRequest(agent.socket().exchange(ByteString.EMPTY));
      assertQuiet(agent.introduce(), agent.uid());
    }
  }

  @Test
  @Check("WS-7")
  @Needs(Ability.PUSH_CONFIG)
  void theServerSpeaksWithoutBeingAsked() {
    try (var agent = agent()) {
      agent.introduce();
      server.push(agent.tag(), ConfigFiles.unique());
      var offer = agent.socket().receive();
      assertThat(offer.hasRemoteConfig()).isTrue();
      assertThat(offer.getInstanceUid()).isEqualTo(agent.uid());
    }
  }

  @Test
  @Check("WS-10")
  void severalAgentsShareASocket() {
    try (var first = agent()) {
      var socket = first.socket();
      var second = Messages.newUid();
      for (int i = 0; i < 20; i++) {
        first.socket().send((i == 0 ? first.complete() : first.message()).build().toByteString());
        var other = (i == 0 ? first.complete() : first.message()).setInstanceUid(second);
        socket.send(other.setSequenceNum(i).build().toByteString());
        first.sequence(first.sequence() - 1);
        // Answers are in order for each agent, not among agents.
        var answers = List.of(socket.receive(), socket.receive());
        assertThat(answers)
            .extracting(ServerToAgent::getInstanceUid)
            .containsExactlyInAnyOrder(first.uid(), second);
        answers.forEach(answer -> assertQuiet(answer, answer.getInstanceUid()));
      }
    }
  }

  @Test
  @Check("WS-10")
  @Needs({Ability.PUSH_CONFIG, Ability.SEE_AGENTS})
  void aPushAndADisconnectConcernOneAgentOfTheSocketAlone() {
    try (var first = agent()) {
      var second = Messages.newUid();
      first.introduce();
      var other =
          first
              .complete()
              .setInstanceUid(second)
              .setAgentDescription(Messages.description("other" + first.tag()));
      first.say(other.setSequenceNum(1));
      server.push("other" + first.tag(), ConfigFiles.unique());
      var offer = first.socket().receive();
      assertThat(offer.hasRemoteConfig()).isTrue();
      assertThat(offer.getInstanceUid()).isEqualTo(second);
      first.sequence(1).disconnect();
      assertThat(server.agent(first.uid()).orElseThrow().status()).isEqualTo("disconnected");
      assertThat(server.agent(second).orElseThrow().status()).isEqualTo("connected");
    }
  }

  @Test
  @Check("WS-11")
  void aTextMessageIsRefusedAndTheSocketGoesOn() {
    try (var agent = agent()) {
      agent.introduce();
      agent.socket().sendText("{\"instance_uid\": 1}");
      assertBadRequest(agent.socket().receive());
      agent.socket().sendBinary(Messages.bytes("00 ff ff ff"));
      assertBadRequest(agent.socket().receive());
      assertQuiet(agent.heartbeat(), agent.uid());
    }
  }

  @Test
  @Check("WS-12")
  void fragmentsWithAPingBetweenMakeOneMessage() {
    try (var agent = agent()) {
      var whole = Messages.framed(agent.complete().build().toByteString());
      var socket = agent.socket();
      socket.sendFrame(false, 2, whole.substring(0, 1));
      socket.sendFrame(true, 9, ByteString.copyFromUtf8("still there?"));
      socket.sendFrame(false, 0, whole.substring(1, 20));
      socket.sendFrame(false, 0, ByteString.EMPTY);
      socket.sendFrame(true, 0, whole.substring(20));
      assertThat(socket.next(Duration.ofSeconds(10)))
          .isEqualTo(new Event.Pong(ByteString.copyFromUtf8("still there?")));
      assertQuiet(socket.receive(), agent.uid());
    }
  }

  @Test
  @Check("WS-13")
  @Needs(Ability.MUSTER_DECISIONS)
  void aHeaderlessMessageIsMalformedByDefault() {
    try (var agent = agent()) {
      agent.socket().sendBinary(agent.complete().build().toByteString());
      assertBadRequest(agent.socket().receive());
    }
  }

  @Test
  @Check("WS-14")
  void compressedFramesWithoutTheExtensionAreAProtocolError() {
    try (var agent = agent()) {
      agent.introduce();
      agent.socket().sendFrame(0x80 | 0x40 | 2, Messages.bytes("00"));
      assertThat(agent.socket().awaitEnd(Duration.ofSeconds(10)))
          .isInstanceOfAny(Event.Closed.class, Event.Ended.class);
    }
  }

  @Test
  @Check("RC-17")
  void anAnswerCausesNoFurtherMessage() {
    try (var agent = agent()) {
      agent.introduce();
      for (int i = 0; i < 10; i++) {
        assertQuiet(agent.heartbeat(), agent.uid());
      }
      assertThat(agent.listen(SILENCE)).isEmpty();
    }
  }
}
