package io.muster.conformance;

import static io.muster.conformance.Answers.asksForFullState;
import static io.muster.conformance.Answers.assertAccepted;
import static io.muster.conformance.Answers.assertBadRequest;
import static io.muster.conformance.Answers.assertQuiet;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.HttpConnection;
import io.muster.conformance.wire.Messages;
import io.muster.conformance.wire.Transport;
import io.muster.protocol.proto.ServerToAgent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ERR: answers, errors, and what comes after them. */
@Conformance
class ErrorsIT {

  private final ServerUnderTest server;

  ErrorsIT(ServerUnderTest server) {
    this.server = server;
  }

  @OverBothTransports
  @Check({"ERR-1", "ERR-3"})
  void whatWentWellIsAnsweredWithoutError(Transport transport) {
    try (var agent = Agent.introduced(server.endpoint(), transport)) {
      var answer = agent.heartbeat();
      assertQuiet(answer, agent.uid());
      assertThat(Answers.fields(answer))
          .isSubsetOf("instance_uid", "capabilities", "custom_capabilities");
    }
  }

  /**
   * Not protobuf; a length beyond the end; a wrong wire type for the uid; text that is not UTF-8.
   */
  @ParameterizedTest
  @Check({"ERR-3", "ERR-4", "ERR-5", "ERR-6", "ERR-7"})
  @ValueSource(strings = {"ffffffff", "0a7f01", "0a", "08", "1a060a040a02ffff", "0b", "00"})
  void whatCannotBeDecodedIsABadRequest(String hex) {
    var garbage = Messages.bytes(hex);
    try (var agent = Agent.connect(server.endpoint(), Transport.WEBSOCKET)) {
      assertBadRequest(agent.say(garbage));
      assertQuiet(agent.introduce(), agent.uid());
    }
    try (var http = new HttpConnection(server.endpoint())) {
      var answer = http.post(garbage);
      assertThat(answer.status()).isEqualTo(400);
      assertBadRequest(answer.message());
      assertThat(answer.header("content-type")).isEqualTo("application/x-protobuf");
    }
  }

  @Test
  @Check("ERR-7")
  void whatIsDecodableButInvalidIs200OverHttp() {
    try (var agent = Agent.connect(server.endpoint(), Transport.HTTP);
        var http = new HttpConnection(server.endpoint())) {
      var answer = http.post(agent.message().clearInstanceUid().build().toByteString());
      assertThat(answer.status()).isEqualTo(200);
      assertBadRequest(answer.message());
    }
  }

  @OverBothTransports
  @Check("ERR-13")
  void theGapAfterARefusedMessageIsHealed(Transport transport) {
    try (var agent = Agent.introduced(server.endpoint(), transport)) {
      // opamp-go drops a message that was answered 4xx or 5xx and goes on counting.
      var lost = Messages.bytes("ffff").concat(agent.message().build().toByteString());
      if (transport == Transport.HTTP) {
        try (var http = new HttpConnection(server.endpoint())) {
          assertThat(http.post(lost).status()).isEqualTo(400);
        }
      } else {
        assertBadRequest(agent.say(lost));
      }
      assertThat(asksForFullState(agent.heartbeat())).isTrue();
      assertQuiet(agent.introduce(), agent.uid());
    }
  }

  @OverBothTransports
  @Check("ERR-15")
  @Needs({Ability.PUSH_CONFIG, Ability.MUSTER_DECISIONS})
  void onlyTheNewestConfigWaitsForAnAgent(Transport transport) {
    try (var agent = Agent.introduced(server.endpoint(), transport)) {
      agent.close();
      Outcome last = server.push(agent.tag(), ConfigFiles.unique());
      for (int i = 0; i < 200; i++) {
        last = server.push(agent.tag(), ConfigFiles.unique());
      }
      agent.reconnect();
      var offer = agent.heartbeat();
      if (!offer.hasRemoteConfig()) {
        offer = agent.awaitOffer();
      }
      var hash = Messages.hex(offer.getRemoteConfig().getConfigHash());
      assertThat(last.detail()).contains(hash);
      assertThat(agent.listen(Answers.SILENCE)).noneMatch(ServerToAgent::hasRemoteConfig);
    }
  }

  @Test
  @Check("ERR-12")
  void anAcceptedSocketStaysOpen() {
    for (int i = 0; i < 20; i++) {
      try (var agent = Agent.connect(server.endpoint(), Transport.WEBSOCKET)) {
        assertAccepted(agent.introduce(), agent.uid());
        assertQuiet(agent.heartbeat(), agent.uid());
      }
    }
  }
}
