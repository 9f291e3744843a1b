package io.muster.conformance;

import static io.muster.conformance.Answers.assertAccepted;
import static io.muster.conformance.Answers.assertQuiet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.Bits;
import io.muster.conformance.wire.HttpAnswer;
import io.muster.conformance.wire.HttpConnection;
import io.muster.conformance.wire.Messages;
import io.muster.conformance.wire.Transport;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.RemoteConfigStatuses;
import io.muster.protocol.proto.ServerToAgent;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HT: the HTTP side of plain HTTP. */
@Conformance
class PlainHttpIT {

  private final ServerUnderTest server;

  PlainHttpIT(ServerUnderTest server) {
    this.server = server;
  }

  private HttpConnection connection() {
    return new HttpConnection(server.endpoint());
  }

  private Agent agent() {
    return Agent.connect(server.endpoint(), Transport.HTTP);
  }

  @Test
  @Check({"HT-1", "HT-5", "HT-6"})
  void theAnswerIs200WithABareMessageOfTheExactType() {
    try (var agent = agent();
        var http = connection()) {
      for (var message : List.of(agent.complete(), agent.message())) {
        var answer = http.post(message.build().toByteString());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().get("content-type")).containsExactly("application/x-protobuf");
        assertThat(answer.body().byteAt(0)).isNotZero();
        assertQuiet(answer.message(), agent.uid());
      }
    }
  }

  @Test
  @Check("HT-2")
  void aHundredPollsGetAHundredAnswers() {
    try (var agent = agent()) {
      agent.introduce();
      for (int i = 0; i < 100; i++) {
        assertQuiet(agent.heartbeat(), agent.uid());
      }
    }
  }

  @Test
  @Check("HT-3")
  void plainAndCompressedRequestsMeanTheSame() {
    try (var agent = agent();
        var http = connection()) {
      assertQuiet(http.post(agent.complete().build().toByteString()).message(), agent.uid());
      var second = HttpConnection.gzip(agent.message().build().toByteString());
      assertQuiet(http.post(second, "Content-Encoding: gzip").message(), agent.uid());
      var third = agent.complete().build().toByteString();
      var members =
          HttpConnection.gzip(third.substring(0, 5))
              .concat(HttpConnection.gzip(third.substring(5)));
      assertQuiet(http.post(members, "Content-Encoding: gzip").message(), agent.uid());
      var fourth = agent.message().build().toByteString();
      assertQuiet(http.post(fourth, "Content-Encoding: identity").message(), agent.uid());
    }
  }

  @Test
  @Check("HT-3")
  void chunkedRequestsAreRead() {
    try (var agent = agent();
        var http = connection()) {
      var message = agent.complete().build().toByteString();
      var answer = http.postChunked(List.of(message.substring(0, 3), message.substring(3)));
      assertQuiet(answer.message(), agent.uid());
    }
  }

  @ParameterizedTest
  @Check("HT-4")
  @Needs(Ability.PUSH_CONFIG)
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gzip              | gzip
          deflate, gzip     | gzip
          gzip;q=0.5        | gzip
          gzip;q=0          |
          identity          |
                            |
          """)
  void aLargeAnswerIsCompressedIfTheAgentAllowsIt(
      @Nullable String accept, @Nullable String expected) {
    try (var agent = agent();
        var http = connection()) {
      agent.introduce();
      server.push(agent.tag(), ConfigFiles.yaml("a: " + agent.tag() + "x".repeat(20_000)));
      var poll = agent.message().build().toByteString();
      var answer = accept == null ? http.post(poll) : http.post(poll, "Accept-Encoding: " + accept);
      assertThat(answer.header("content-encoding")).isEqualTo(expected == null ? "" : expected);
      assertThat(answer.message().hasRemoteConfig()).isTrue();
      assertThat(answer.body().size() < 5_000).isEqualTo(expected != null);
    }
  }

  @Test
  @Check("HT-4")
  void anAnswerIsNeverCompressedWithoutBeingAskedTo() {
    try (var agent = agent();
        var http = connection()) {
      var first = agent.complete().build().toByteString();
      assertThat(http.post(first).header("content-encoding")).isEmpty();
      var second = agent.message().build().toByteString();
      assertQuiet(http.post(second, "Accept-Encoding: gzip").message(), agent.uid());
    }
  }

  @Test
  @Check("HT-7")
  void anUnknownEncodingIs415AndBrokenGzip400AndTheConnectionGoesOn() {
    try (var agent = agent();
        var http = connection()) {
      var message = agent.complete().build().toByteString();
      assertThat(http.post(message, "Content-Encoding: br").status()).isEqualTo(415);
      assertThat(http.post(message, "Content-Encoding: gzip").status()).isEqualTo(400);
      var torn = HttpConnection.gzip(message);
      torn = torn.substring(0, torn.size() - 6);
      assertThat(http.post(torn, "Content-Encoding: gzip").status()).isEqualTo(400);
      assertQuiet(http.post(message).message(), agent.uid());
    }
  }

  @ParameterizedTest
  @Check("HT-8")
  @ValueSource(strings = {"", "same", "upper", "other", "nonsense"})
  void theUidHeaderNeverOutvotesTheMessage(String header) {
    try (var agent = agent();
        var http = connection()) {
      var value =
          switch (header) {
            case "same" -> Messages.text(agent.uid());
            case "upper" -> Messages.text(agent.uid()).toUpperCase(Locale.ROOT);
            case "other" -> Messages.text(Messages.newUid());
            default -> header;
          };
      var message = agent.complete().build().toByteString();
      var answer =
          value.isEmpty() ? http.post(message) : http.post(message, "OpAMP-Instance-UID: " + value);
      assertThat(answer.status()).isEqualTo(200);
      assertQuiet(answer.message(), agent.uid());
    }
  }

  @Test
  @Check("HT-9")
  @Needs(Ability.PUSH_CONFIG)
  void newsWaitsForTheNextPollAndIsNotRepeatedOnceTaken() {
    try (var agent = agent()) {
      agent.introduce();
      server.push(agent.tag(), ConfigFiles.unique());
      var offer = agent.heartbeat();
      assertThat(offer.hasRemoteConfig()).isTrue();
      var hash = offer.getRemoteConfig().getConfigHash();
      var applied = Messages.status(hash, RemoteConfigStatuses.RemoteConfigStatuses_APPLIED);
      assertQuiet(agent.say(agent.message().setRemoteConfigStatus(applied)), agent.uid());
      assertThat(agent.heartbeat().hasRemoteConfig()).isFalse();
    }
  }

  @Test
  @Check("HT-10")
  void stateDoesNotDependOnTheConnection() {
    try (var agent = agent();
        var kept = connection()) {
      agent.introduce();
      for (int i = 0; i < 5; i++) {
        assertQuiet(kept.post(agent.message().build().toByteString()).message(), agent.uid());
        try (var fresh = connection()) {
          assertQuiet(fresh.post(agent.message().build().toByteString()).message(), agent.uid());
        }
      }
      try (var other = agent()) {
        assertQuiet(kept.post(other.complete().build().toByteString()).message(), other.uid());
        assertQuiet(kept.post(agent.message().build().toByteString()).message(), agent.uid());
        assertQuiet(kept.post(other.message().build().toByteString()).message(), other.uid());
      }
    }
  }

  @Test
  @Check("HT-11")
  void aPollMayHaveNothingButTheUid() {
    try (var agent = agent()) {
      agent.introduce();
      var poll = AgentToServer.newBuilder().setInstanceUid(agent.uid()).build().toByteString();
      for (int i = 0; i < 3; i++) {
        assertAccepted(agent.say(poll), agent.uid());
      }
    }
  }

  @Test
  @Check({"HT-11", "CAP-7"})
  @Needs(Ability.SEE_AGENTS)
  void aPollWithTheUidAloneForgetsNothing() {
    try (var agent = agent().capabilities(Bits.CONFIGURABLE | Bits.REPORTS_HEARTBEAT)) {
      agent.introduce();
      agent.say(AgentToServer.newBuilder().setInstanceUid(agent.uid()).build().toByteString());
      var view = server.agent(agent.uid()).orElseThrow();
      assertThat(view.has("AcceptsRemoteConfig")).isTrue();
      assertThat(view.has("ReportsHeartbeat")).isTrue();
      assertThat(view.attribute("conformance.tag").asText()).isEqualTo(agent.tag());
    }
  }

  @ParameterizedTest
  @Check("HT-12")
  @ValueSource(strings = {"PUT", "GET", "DELETE", "PATCH"})
  void otherMethodsAreRefused(String method) {
    try (var http = connection()) {
      var type = List.of("Content-Type: application/x-protobuf", "Connection: close");
      var answer = http.request(method, server.endpoint().getPath(), ByteString.EMPTY, type);
      assertThat(answer.status()).isBetween(400, 499);
    }
  }

  @Test
  @Check("HT-12")
  @Needs(Ability.MUSTER_DECISIONS)
  void otherMethodsAre405() {
    for (var method : List.of("PUT", "DELETE")) {
      try (var http = connection()) {
        var path = server.endpoint().getPath();
        var answer = http.request(method, path, ByteString.EMPTY, List.of());
        assertThat(answer.status()).as(method).isEqualTo(405);
      }
    }
  }

  /** The head of a POST of so many bytes. */
  private ByteString head(HttpConnection http, int length, String... headers) {
    var all = new ArrayList<>(List.of("Content-Type: application/x-protobuf"));
    all.addAll(List.of(headers));
    all.add("Content-Length: " + length);
    return http.head("POST", server.endpoint().getPath(), all);
  }

  @ParameterizedTest
  @Check("HT-14")
  @ValueSource(strings = {"Expect: 100-continue", "expect: 100-Continue"})
  void whoAsksBeforeItSendsItsBodyIsToldToGoOn(String expect) {
    try (var agent = agent();
        var http = connection()) {
      for (int i = 0; i < 20; i++) {
        var message = agent.complete().build().toByteString();
        http.write(head(http, message.size(), expect));
        assertThat(http.read().status()).isEqualTo(100);
        http.write(message);
        assertQuiet(http.read().message(), agent.uid());
        assertQuiet(http.post(agent.message().build().toByteString()).message(), agent.uid());
      }
    }
  }

  @Test
  @Check("HT-14")
  void chunksAreAskedForToo() {
    try (var agent = agent();
        var http = connection()) {
      var headers =
          List.of(
              "Content-Type: application/x-protobuf",
              "Transfer-Encoding: chunked",
              "Expect: 100-continue");
      var message = agent.complete().build().toByteString();
      http.write(http.head("POST", server.endpoint().getPath(), headers));
      assertThat(http.read().status()).isEqualTo(100);
      http.write(
          ByteString.copyFromUtf8(Integer.toHexString(message.size()) + "\r\n")
              .concat(message)
              .concat(ByteString.copyFromUtf8("\r\n0\r\n\r\n")));
      assertQuiet(http.read().message(), agent.uid());
    }
  }

  @Test
  @Check("HT-14")
  void aBodyThatCouldNotBeUsedIsNotAskedFor() {
    try (var http = connection()) {
      http.write(head(http, 9, "Expect: 100-continue", "Content-Encoding: br"));
      assertThat(http.read().status()).isEqualTo(415);
    }
    var expecting = List.of("Content-Length: 9", "Expect: 100-continue", "Content-Type: text/x");
    try (var http = connection()) {
      http.write(http.head("POST", server.endpoint().getPath(), expecting));
      assertThat(http.read().status()).isBetween(400, 499);
    }
    try (var http = connection()) {
      http.write(http.head("POST", "/v1/opampx", expecting));
      var answer = http.read();
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.header("connection")).isEqualTo("close");
    }
  }

  @ParameterizedTest
  @Check("HT-14")
  @Needs(Ability.MUSTER_DECISIONS)
  @ValueSource(strings = {"Expect: tea", "Expect: 100-continue, tea", "Expect: 100"})
  void anotherExpectationIs417(String expect) {
    try (var http = connection()) {
      http.write(head(http, 9, expect));
      assertThat(http.read().status()).isEqualTo(417);
    }
  }

  @Test
  @Check("HT-14")
  void anOldPeersExpectationIsIgnored() {
    try (var agent = agent();
        var http = connection()) {
      var message = agent.complete().build().toByteString();
      var head = head(http, message.size(), "Expect: 100-continue").toStringUtf8();
      http.write(ByteString.copyFromUtf8(head.replace("HTTP/1.1", "HTTP/1.0")).concat(message));
      assertThat(http.read().status()).isEqualTo(200);
    }
  }

  @Test
  @Check({"HT-2", "ERR-1"})
  void pipelinedRequestsAreAnsweredInOrder() {
    try (var agent = agent();
        var http = connection()) {
      agent.introduce();
      var other = Messages.newUid();
      for (var uid : List.of(agent.uid(), other, agent.uid())) {
        var body = agent.complete().setInstanceUid(uid).build().toByteString();
        var headers =
            List.of("Content-Type: application/x-protobuf", "Content-Length: " + body.size());
        http.write(http.head("POST", server.endpoint().getPath(), headers).concat(body));
      }
      assertThat(List.of(http.read(), http.read(), http.read()))
          .extracting(HttpAnswer::message)
          .extracting(ServerToAgent::getInstanceUid)
          .containsExactly(agent.uid(), other, agent.uid());
    }
  }

  /** And the connection ends: what follows may be meant as part of the body. */
  private void assertRefusedAndClosed(int status, String... headers) {
    try (var agent = agent();
        var http = connection()) {
      var message = agent.complete().build().toByteString();
      var all = new ArrayList<>(List.of(headers));
      all.add("Content-Type: application/x-protobuf");
      http.write(http.head("POST", server.endpoint().getPath(), all));
      http.write(
          ByteString.copyFromUtf8(Integer.toHexString(message.size()) + "\r\n")
              .concat(message)
              .concat(ByteString.copyFromUtf8("\r\n0\r\n\r\n")));
      assertThat(http.read().status()).isEqualTo(status);
      assertThatThrownBy(http::read).isInstanceOf(UncheckedIOException.class);
      assertThat(server.agent(agent.uid())).isEmpty();
    }
  }

  @Test
  @Check("HT-15")
  @Needs({Ability.MUSTER_DECISIONS, Ability.SEE_AGENTS})
  void aLengthBesideChunksIsRefusedAndTheConnectionCloses() {
    assertRefusedAndClosed(400, "Content-Length: 3", "Transfer-Encoding: chunked");
    assertRefusedAndClosed(400, "Transfer-Encoding: chunked", "Content-Length: 0");
  }

  @ParameterizedTest
  @Check("HT-16")
  @Needs({Ability.MUSTER_DECISIONS, Ability.SEE_AGENTS})
  @ValueSource(strings = {"gzip", "gzip, chunked", "identity", "tea"})
  void anUnknownTransferEncodingIs501(String encoding) {
    assertRefusedAndClosed(501, "Transfer-Encoding: " + encoding);
  }

  @Test
  @Check("ID-16")
  @Needs({Ability.MUSTER_DECISIONS, Ability.SEE_AGENTS})
  void twoThatPollUnderOneUidAreToldApart() {
    try (var first = Agent.connect(server.endpoint(), Transport.HTTP);
        var second = Agent.connect(server.endpoint(), Transport.HTTP)) {
      second.uid(first.uid());
      first.sequence(100);
      ByteString fresh = ByteString.EMPTY;
      for (int i = 0; i < 8; i++) {
        assertThat(first.say(first.complete()).hasAgentIdentification()).isFalse();
        var answer = second.say(second.complete());
        if (answer.hasAgentIdentification()) {
          fresh = answer.getAgentIdentification().getNewInstanceUid();
        }
      }
      assertThat(fresh.size()).isEqualTo(16);
      second.uid(fresh);
      second.introduce();
      first.introduce();
      assertThat(server.agent(first.uid()).orElseThrow().attribute("conformance.tag").asText())
          .isEqualTo(first.tag());
      assertThat(server.agent(fresh).orElseThrow().attribute("conformance.tag").asText())
          .isEqualTo(second.tag());
    }
  }

  @Test
  @Check("CAP-11")
  @Needs({Ability.MUSTER_DECISIONS, Ability.SEE_AGENTS})
  void whoTakesSignedMessagesOnlyIsToldToComeBackMuchLater() {
    try (var agent = agent();
        var http = connection()) {
      var message =
          agent.complete().setCapabilities(agent.complete().getCapabilities() | 0x00010000);
      var answer = http.post(message.build().toByteString());
      assertThat(answer.status()).isEqualTo(503);
      assertThat(Integer.parseInt(answer.header("retry-after"))).isGreaterThanOrEqualTo(600);
      assertThat(server.agent(agent.uid()).orElseThrow().json().get("warnings").toString())
          .contains("requires_signed_messages");
      var upgrade =
          http.request(
              "GET",
              server.endpoint().getPath(),
              ByteString.EMPTY,
              List.of(
                  "Connection: Upgrade",
                  "Upgrade: websocket",
                  "Sec-WebSocket-Version: 13",
                  "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
                  "OpAMP-Instance-UID: " + Messages.text(agent.uid())));
      assertThat(upgrade.status()).isEqualTo(503);
      assertThat(Integer.parseInt(upgrade.header("retry-after"))).isGreaterThanOrEqualTo(600);
    }
  }
}
