package io.muster.conformance;

import static io.muster.conformance.Answers.assertBadRequest;
import static io.muster.conformance.Answers.assertQuiet;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.Event;
import io.muster.conformance.wire.HttpConnection;
import io.muster.conformance.wire.Messages;
import io.muster.conformance.wire.Transport;
import io.muster.conformance.wire.WebSocketWire;
import io.muster.protocol.proto.ServerToAgent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Input that no client should send. Each time two well-behaved agents, one per transport, are
 * connected as well, and afterwards must have noticed nothing.
 */
@Conformance
class BadInputIT {

  private final ServerUnderTest server;
  private final List<Agent> bystanders = new ArrayList<>();

  BadInputIT(ServerUnderTest server) {
    this.server = server;
  }

  @BeforeEach
  void twoAgentsAreConnected() {
    for (var transport : Transport.values()) {
      bystanders.add(Agent.introduced(server.endpoint(), transport));
    }
  }

  @AfterEach
  void theyNoticeNothing() {
    for (var agent : bystanders) {
      assertThat(agent.listen(Duration.ofMillis(50)))
          .allMatch(m -> m.getFlags() == 0 && !m.hasErrorResponse());
      long started = System.nanoTime();
      assertQuiet(agent.heartbeat(), agent.uid());
      assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(2));
      agent.close();
    }
  }

  private Agent abuser() {
    return Agent.introduced(server.endpoint(), Transport.WEBSOCKET);
  }

  /** First byte of a frame: reserved bits, reserved opcodes, a continuation of nothing. */
  @ParameterizedTest
  @ValueSource(ints = {0x92, 0xA2, 0xC2, 0x83, 0x87, 0x8B, 0x8F, 0x80})
  void aFrameAgainstTheRulesEndsItsOwnSocketOnly(int firstByte) {
    try (var agent = abuser()) {
      agent.socket().sendFrame(firstByte, Messages.bytes("00"));
      assertEndedWith(agent.socket(), 1002);
    }
  }

  @Test
  void anUnmaskedFrameEndsItsSocket() {
    try (var agent = abuser()) {
      agent.socket().write(Messages.bytes("82 01 00"));
      assertEndedWith(agent.socket(), 1002);
    }
  }

  @Test
  void aFragmentedPingEndsItsSocket() {
    try (var agent = abuser()) {
      agent.socket().sendFrame(false, 9, ByteString.EMPTY);
      assertEndedWith(agent.socket(), 1002);
    }
  }

  @Test
  void aPingOfMoreThan125BytesEndsItsSocket() {
    try (var agent = abuser()) {
      agent.socket().sendFrame(true, 9, ByteString.copyFrom(new byte[126]));
      assertEndedWith(agent.socket(), 1002);
    }
  }

  @Test
  void aNewMessageInTheMiddleOfAnotherEndsItsSocket() {
    try (var agent = abuser()) {
      agent.socket().sendFrame(false, 2, Messages.bytes("00"));
      agent.socket().sendFrame(true, 2, Messages.bytes("00"));
      assertEndedWith(agent.socket(), 1002);
    }
  }

  @Test
  void aTextThatIsNotUtf8IsRefusedOrEndsItsSocket() {
    try (var agent = abuser()) {
      agent.socket().sendFrame(true, 1, Messages.bytes("ff fe fd"));
      switch (agent.socket().next(Duration.ofSeconds(10))) {
        case Event.Message message -> assertBadRequest(WebSocketWire.decode(message));
        case Event.Closed closed -> assertThat(closed.code()).isIn(1002, 1003, 1007);
        case null -> throw new AssertionError("no answer");
        case Event.Ended _, Event.Ping _, Event.Pong _ -> throw new AssertionError("not an answer");
      }
    }
  }

  private static void assertEndedWith(WebSocketWire socket, int code) {
    if (socket.awaitEnd(Duration.ofSeconds(10)) instanceof Event.Closed closed) {
      assertThat(closed.code()).isEqualTo(code);
    }
  }

  @Test
  void aFrameThatEndsInTheMiddleIsForgotten() {
    for (var torn : List.of("82", "82 fe", "82 fe 01 00 00000000 0a 10", "02 81 00000000 00")) {
      try (var agent = abuser()) {
        agent.socket().write(Messages.bytes(torn));
        agent.socket().abort();
      }
    }
  }

  @Test
  void randomBytesInFramesAreBadRequestsOneByOne() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    try (var agent = abuser()) {
      for (int i = 0; i < 200; i++) {
        var bytes = new byte[1 + random.nextInt(200)];
        random.nextBytes(bytes);
        // No header of zero, so nothing of it can pass for a message.
        bytes[0] |= 1;
        agent.socket().sendBinary(ByteString.copyFrom(bytes));
        var answer = agent.socket().receive();
        assertThat(answer.hasErrorResponse()).as("seed %d, message %d", seed, i).isTrue();
      }
      assertQuiet(agent.heartbeat(), agent.uid());
    }
  }

  @Test
  void randomProtobufNeitherEndsTheSocketNorTheServer() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    try (var agent = abuser()) {
      var good = agent.complete().build().toByteString().toByteArray();
      for (int i = 0; i < 300; i++) {
        var bytes = good.clone();
        // Behind the uid, so that the answer stays addressed to this agent.
        for (int flips = 0; flips < 3; flips++) {
          bytes[18 + random.nextInt(bytes.length - 18)] = (byte) random.nextInt(256);
        }
        var answer = agent.socket().exchange(ByteString.copyFrom(bytes));
        assertThat(answer).as("seed %d, message %d", seed, i).isNotNull();
      }
      agent.listen(Answers.SILENCE);
      assertQuiet(agent.introduce(), agent.uid());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n\r\n",
        "NONSENSE\r\n\r\n",
        "POST /v1/opamp HTTP/9.9\r\n\r\n",
        "POST /v1/opamp HTTP/1.1\r\nContent-Length: banana\r\n\r\n",
        "POST /v1/opamp HTTP/1.1\r\n"
            + "Host: x\r\n"
            + "Content-Type: application/x-protobuf\r\n"
            + "Content-Length: -5\r\n\r\n",
        "POST /v1/opamp HTTP/1.1\r\n"
            + "Host: x\r\n"
            + "Content-Type: application/x-protobuf\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n"
            + "zz\r\n",
        "\u0016\u0003\u0001\u0002"
      })
  void nonsenseInsteadOfHttpEndsItsOwnConnectionOnly(String request) {
    try (var http = new HttpConnection(server.endpoint())) {
      http.write(ByteString.copyFromUtf8(request));
    }
  }

  @Test
  void hugeHeadersAreRefused() {
    try (var http = new HttpConnection(server.endpoint())) {
      var huge = List.of("Content-Type: application/x-protobuf", "X-Huge: " + "h".repeat(100_000));
      var answer = http.request("POST", server.endpoint().getPath(), ByteString.EMPTY, huge);
      assertThat(answer.status()).isBetween(400, 499);
    }
  }

  @Test
  void aBodyShorterThanItsLengthChangesNothing() {
    try (var agent = Agent.introduced(server.endpoint(), Transport.HTTP)) {
      try (var http = new HttpConnection(server.endpoint())) {
        var path = server.endpoint().getPath();
        var headers = List.of("Content-Type: application/x-protobuf", "Content-Length: 1000");
        var start = agent.message().setSequenceNum(77).build().toByteString();
        http.write(http.head("POST", path, headers).concat(start));
      }
      agent.sequence(1);
      assertQuiet(agent.heartbeat(), agent.uid());
    }
  }

  @Test
  void manyHalfOpenHandshakesHoldNobodyUp() {
    var open = new ArrayList<HttpConnection>();
    try {
      for (int i = 0; i < 200; i++) {
        var http = new HttpConnection(server.endpoint());
        http.write(ByteString.copyFromUtf8("GET /v1/opamp HTTP/1.1\r\nHost: x\r\nUpgr"));
        open.add(http);
      }
      try (var agent = abuser()) {
        assertQuiet(agent.heartbeat(), agent.uid());
      }
    } finally {
      open.forEach(HttpConnection::close);
    }
  }

  /** SEMANTICS 7: marks, not a queue. What is read first may be old, what is last is not. */
  @Test
  @Check("ERR-15")
  @Needs(Ability.PUSH_CONFIG)
  void anAgentThatStopsReadingGetsTheNewestConfigWhenItReadsAgain() {
    try (var agent = Agent.connect(server.endpoint(), Transport.WEBSOCKET);
        var slow = WebSocketWire.open(server.endpoint(), 4096)) {
      slow.exchange(agent.complete().build().toByteString());
      slow.pauseReading();
      var filling = "a: " + "x".repeat(64 * 1024);
      var last = server.push(agent.tag(), ConfigFiles.yaml(filling));
      for (int i = 0; i < 300; i++) {
        last = server.push(agent.tag(), ConfigFiles.yaml(filling + i));
      }
      for (var bystander : bystanders) {
        assertQuiet(bystander.heartbeat(), bystander.uid());
      }
      slow.resumeReading();
      int received = 0;
      var newest = ByteString.EMPTY;
      assertThat(last.accepted()).as("%s", last).isTrue();
      // What is on the way already comes first.
      var offer = slow.poll(Duration.ofSeconds(30));
      while (offer != null) {
        received++;
        newest = offer.getRemoteConfig().getConfigHash();
        offer =
            last.detail().contains(Messages.hex(newest)) ? null : slow.poll(Duration.ofSeconds(30));
      }
      assertThat(newest.isEmpty()).isFalse();
      assertThat(last.detail()).contains(Messages.hex(newest));
      assertThat(received).as("offers that piled up").isLessThan(150);
    }
  }

  @Test
  void anAgentThatReportsAThousandTimesWithoutReadingIsHeldBackAlone() {
    try (var agent = abuser()) {
      agent.socket().pauseReading();
      for (int i = 0; i < 1000; i++) {
        agent.socket().send(agent.message().build().toByteString());
      }
      agent.socket().resumeReading();
      for (int i = 0; i < 1000; i++) {
        ServerToAgent answer = agent.socket().receive();
        assertQuiet(answer, agent.uid());
      }
    }
  }
}
