package io.muster.conformance;

import static io.muster.conformance.Answers.assertBadRequest;
import static io.muster.conformance.Answers.assertQuiet;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.Event;
import io.muster.conformance.wire.Messages;
import io.muster.conformance.wire.Transport;
import io.muster.protocol.proto.ServerToAgent;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** WS-13: messages of clients from before the header, where they are let in. */
@Conformance(settings = "muster.agents.accept-headerless=true")
class HeaderlessIT {

  private final ServerUnderTest server;

  HeaderlessIT(ServerUnderTest server) {
    this.server = server;
  }

  @Test
  @Check("WS-13")
  void headerlessMessagesAreAnsweredWithoutHeader() throws InvalidProtocolBufferException {
    try (var agent = Agent.connect(server.endpoint(), Transport.WEBSOCKET)) {
      agent.socket().sendBinary(agent.complete().build().toByteString());
      var event = Objects.requireNonNull(agent.socket().next(Duration.ofSeconds(10)));
      var payload = ((Event.Message) event).payload();
      assertThat(payload.byteAt(0)).as("tag of instance_uid").isEqualTo((byte) 0x0a);
      assertQuiet(ServerToAgent.parseFrom(payload), agent.uid());
    }
  }

  @Test
  @Check("WS-13")
  void otherAgentsStillGetTheHeaderAndOtherHeadersAreStillMalformed() {
    try (var agent = Agent.connect(server.endpoint(), Transport.WEBSOCKET)) {
      assertQuiet(agent.introduce(), agent.uid());
      agent.socket().sendBinary(Messages.bytes("01 0a 01"));
      assertBadRequest(agent.socket().receive());
    }
  }
}
