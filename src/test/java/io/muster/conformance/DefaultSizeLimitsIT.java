package io.muster.conformance;

import static io.muster.conformance.Answers.assertAccepted;
import static io.muster.conformance.Answers.assertBadRequest;
import static io.muster.conformance.Answers.assertQuiet;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.HttpConnection;
import io.muster.conformance.wire.Messages;
import io.muster.conformance.wire.Transport;
import io.muster.process.MusterProcess;
import io.muster.protocol.proto.AvailableComponents;
import io.muster.protocol.proto.ComponentDetails;
import io.muster.protocol.proto.ComponentHealth;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SZ-8 and SZ-10 with default limits; SZ-4 to SZ-7 with a limit lowered after the upload. */
@Conformance
class DefaultSizeLimitsIT {

  private static final int MIB = 1 << 20;

  private final ServerUnderTest server;

  DefaultSizeLimitsIT(ServerUnderTest server) {
    this.server = server;
  }

  @Test
  @Check("SZ-8")
  @Needs(Ability.MUSTER_DECISIONS)
  void sixtyMebibytesPassOverWebSocketAndSixtyFiveDoNot() {
    try (var agent = Agent.connect(server.endpoint(), Transport.WEBSOCKET)) {
      agent.socket().send(SizeLimitsIT.padded(agent.complete(), 60 * MIB));
      assertQuiet(agent.socket().receive(), agent.uid());
      agent.socket().write(header(65 * MIB));
      assertThat(agent.socket().awaitClose(Duration.ofSeconds(10)).code()).isEqualTo(1009);
    }
  }

  /** A masked binary frame's header that announces this many bytes. */
  private static ByteString header(int length) {
    var bytes = new byte[14];
    bytes[0] = (byte) 0x82;
    bytes[1] = (byte) 0xFF;
    for (int i = 0; i < 4; i++) {
      bytes[6 + i] = (byte) (length >> (24 - 8 * i));
    }
    return ByteString.copyFrom(bytes);
  }

  @Test
  @Check("SZ-8")
  @Needs(Ability.MUSTER_DECISIONS)
  void sixtyMebibytesPassOverHttpAndSixtyFiveDoNot() {
    try (var agent = Agent.connect(server.endpoint(), Transport.HTTP);
        var http = new HttpConnection(server.endpoint())) {
      var answer = http.post(SizeLimitsIT.padded(agent.complete(), 60 * MIB));
      assertQuiet(answer.message(), agent.uid());
      var path = server.endpoint().getPath();
      var type = "Content-Type: application/x-protobuf";
      var length = "Content-Length: " + 65L * MIB;
      http.write(http.head("POST", path, List.of(type, length)));
      assertThat(http.read().status()).isEqualTo(413);
    }
  }

  @OverBothTransports
  @Check("SZ-10")
  void deepNestingIsRefusedAndReasonableNestingIsNot(Transport transport) {
    try (var agent = Agent.introduced(server.endpoint(), transport)) {
      var health = agent.message().setHealth(nestedHealth(40));
      assertAccepted(agent.say(health), agent.uid());
      var components = AvailableComponents.newBuilder().setHash(ByteString.copyFromUtf8("deep"));
      components.putComponents("c", nestedComponents(40));
      assertAccepted(agent.say(agent.message().setAvailableComponents(components)), agent.uid());
    }
    try (var agent = Agent.introduced(server.endpoint(), transport)) {
      var deep = agent.message().build().toByteString().concat(deepHealth(10_000));
      if (transport == Transport.WEBSOCKET) {
        assertBadRequest(agent.socket().exchange(deep));
      } else {
        try (var http = new HttpConnection(server.endpoint())) {
          var answer = http.post(deep);
          assertThat(answer.status()).isEqualTo(400);
        }
      }
      agent.sequence(agent.sequence() - 1);
      assertQuiet(agent.heartbeat(), agent.uid());
    }
  }

  private static ComponentHealth nestedHealth(int depth) {
    var health = ComponentHealth.newBuilder().setHealthy(true).build();
    for (int i = 1; i < depth; i++) {
      health = ComponentHealth.newBuilder().putComponentHealthMap("c", health).build();
    }
    return health;
  }

  private static ComponentDetails nestedComponents(int depth) {
    var details = ComponentDetails.getDefaultInstance();
    for (int i = 1; i < depth; i++) {
      details = ComponentDetails.newBuilder().putSubComponentMap("c", details).build();
    }
    return details;
  }

  /** Field 5 of AgentToServer, encoded from the inside out: protobuf itself refuses to build it. */
  static ByteString deepHealth(int depth) {
    var inner = ByteString.EMPTY;
    for (int i = 0; i < depth; i++) {
      var entry = tagged(0x12, inner);
      inner = tagged(0x32, entry);
    }
    return tagged(0x2A, inner);
  }

  private static ByteString tagged(int tag, ByteString content) {
    var out = ByteString.newOutput();
    out.write(tag);
    int length = content.size();
    while (length > 0x7F) {
      out.write(length & 0x7F | 0x80);
      length >>>= 7;
    }
    out.write(length);
    return out.toByteString().concat(content);
  }

  /** The API refuses such a config, so it is uploaded first and the limit lowered afterwards. */
  @Test
  @Check({"SZ-4", "SZ-5", "SZ-6", "SZ-7"})
  @Needs(Ability.OWN_PROCESS)
  void whatHasBecomeTooBigIsNotSentAndThatIsRecorded(@TempDir Path data) {
    try (var before = MusterServer.start(MusterProcess.server().on(data))) {
      var pushed = before.push("big", ConfigFiles.yaml("a: " + "x".repeat(100_000)));
      assertThat(pushed.accepted()).as("%s", pushed).isTrue();
      before.process().terminate();
      before.process().waitForExit(Duration.ofSeconds(30));
    }
    var lowered = MusterProcess.server().on(data).with("muster.agents.max-message-size", "64K");
    try (var after = MusterServer.start(lowered);
        var agent = Agent.connect(after.endpoint(), Transport.WEBSOCKET);
        var http = new HttpConnection(after.endpoint())) {
      var tagged = Messages.description("big");
      var answer = agent.say(agent.complete().setAgentDescription(tagged));
      assertAccepted(answer, agent.uid());
      assertThat(agent.listen(Answers.SILENCE)).noneMatch(m -> m.hasRemoteConfig());
      assertQuiet(agent.heartbeat(), agent.uid());
      var poll = agent.uid(Messages.newUid()).complete().setAgentDescription(tagged);
      assertThat(http.post(poll.build().toByteString()).status()).isBetween(500, 599);
      assertThat(after.metrics()).containsPattern("muster_messages_discarded_oversize_total [1-9]");
    }
  }
}
