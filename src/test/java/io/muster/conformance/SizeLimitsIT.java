package io.muster.conformance;

import static io.muster.conformance.Answers.assertAccepted;
import static io.muster.conformance.Answers.assertQuiet;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.HttpAnswer;
import io.muster.conformance.wire.HttpConnection;
import io.muster.conformance.wire.Messages;
import io.muster.conformance.wire.Transport;
import io.muster.conformance.wire.WebSocketWire;
import io.muster.protocol.proto.AgentToServer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

/** SZ with a limit of 64 KiB. */
@Conformance(settings = "muster.agents.max-message-size=64K")
class SizeLimitsIT {

  static final int LIMIT = 64 * 1024;

  private final ServerUnderTest server;

  SizeLimitsIT(ServerUnderTest server) {
    this.server = server;
  }

  /** Pads a message with an unknown field to exactly this many encoded bytes. */
  static ByteString padded(AgentToServer.Builder message, int size) {
    int padding = size - message.build().getSerializedSize();
    while (true) {
      var field =
          UnknownFieldSet.Field.newBuilder()
              .addLengthDelimited(ByteString.copyFrom(new byte[padding]))
              .build();
      var unknown = UnknownFieldSet.newBuilder().addField(200, field).build();
      var encoded = message.clone().setUnknownFields(unknown).build().toByteString();
      if (encoded.size() == size) {
        return encoded;
      }
      padding -= encoded.size() - size;
    }
  }

  @Test
  @Check({"SZ-1", "SZ-2"})
  void aMessageOverTheLimitClosesTheSocketWith1009() {
    try (var agent = Agent.connect(server.endpoint(), Transport.WEBSOCKET)) {
      agent.socket().send(padded(agent.complete(), LIMIT - 1));
      assertQuiet(agent.socket().receive(), agent.uid());
      agent.socket().send(padded(agent.message(), LIMIT));
      assertThat(agent.socket().awaitClose(Duration.ofSeconds(10)).code()).isEqualTo(1009);
    }
  }

  @Test
  @Check({"SZ-3", "HT-14"})
  void aBodyOverTheLimitIsNotAskedFor() {
    try (var http = new HttpConnection(server.endpoint())) {
      var headers =
          List.of(
              "Content-Type: application/x-protobuf",
              "Content-Length: " + (LIMIT + 1),
              "Expect: 100-continue");
      http.write(http.head("POST", server.endpoint().getPath(), headers));
      assertThat(http.read().status()).isEqualTo(413);
    }
  }

  @Test
  @Check({"SZ-1", "SZ-2"})
  void fragmentsAreCountedTogether() {
    try (var agent = Agent.introduced(server.endpoint(), Transport.WEBSOCKET)) {
      var piece = ByteString.copyFrom(new byte[16 * 1024]);
      agent.socket().sendFrame(false, 2, piece);
      for (int i = 0; i < 3; i++) {
        agent.socket().sendFrame(false, 0, piece);
      }
      agent.socket().sendFrame(true, 0, ByteString.copyFrom(new byte[1]));
      assertThat(agent.socket().awaitClose(Duration.ofSeconds(10)).code()).isEqualTo(1009);
    }
  }

  @Test
  @Check({"SZ-1", "SZ-2"})
  void aFrameThatOnlyAnnouncesTooMuchIsNotWaitedFor() {
    try (var agent = Agent.introduced(server.endpoint(), Transport.WEBSOCKET)) {
      agent.socket().write(Messages.bytes("82 ff 00000000 7fffffff 01020304"));
      assertThat(agent.socket().awaitClose(Duration.ofSeconds(10)).code()).isEqualTo(1009);
    }
  }

  @Test
  @Check({"WS-14", "SZ-1"})
  void aCompressedFrameIsHeldToTheLimitAfterInflation() {
    var extension = "Sec-WebSocket-Extensions: permessage-deflate";
    try (var socket = WebSocketWire.open(server.endpoint(), extension)) {
      if (!socket.handshake().header("sec-websocket-extensions").contains("permessage-deflate")) {
        // Refusing the extension is as good as limiting it.
        return;
      }
      socket.sendFrame(0x80 | 0x40 | 2, deflated(LIMIT + 1));
      assertThat(socket.awaitClose(Duration.ofSeconds(10)).code()).isEqualTo(1009);
    }
  }

  private static ByteString deflated(int zeros) {
    var deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    deflater.setInput(new byte[zeros]);
    var out = new byte[4096];
    int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
    deflater.end();
    // RFC 7692: the four bytes of the empty block at the end are left out.
    return ByteString.copyFrom(out, 0, length - 4);
  }

  @Test
  @Check("SZ-3")
  void aRequestOverTheLimitIs413() {
    try (var agent = Agent.connect(server.endpoint(), Transport.HTTP)) {
      var fits = padded(agent.complete(), LIMIT);
      var tooBig = padded(agent.complete(), LIMIT + 1);
      assertAccepted(post(fits).message(), agent.uid());
      assertThat(post(tooBig).status()).isEqualTo(413);
      assertThat(post(HttpConnection.gzip(tooBig), "Content-Encoding: gzip").status())
          .isEqualTo(413);
      assertAccepted(agent.say(agent.complete()), agent.uid());
    }
  }

  private HttpAnswer post(ByteString body, String... headers) {
    try (var http = new HttpConnection(server.endpoint())) {
      return http.post(body, headers);
    }
  }

  @Test
  @Check("SZ-3")
  void chunksAreCountedTogether() {
    try (var http = new HttpConnection(server.endpoint())) {
      var chunk = ByteString.copyFrom(new byte[8 * 1024]);
      assertThat(http.postChunked(Collections.nCopies(9, chunk)).status()).isEqualTo(413);
    }
  }

  /** 60 MiB of zeros in 60 KB, which is below the limit before inflation. */
  @Test
  @Check("SZ-3")
  void aBombOfOneMemberOrManyIs413() {
    var members = ByteString.EMPTY;
    for (int i = 0; i < 60; i++) {
      members = members.concat(HttpConnection.gzip(ByteString.copyFrom(new byte[1 << 20])));
    }
    assertThat(members.size()).isLessThan(LIMIT);
    assertThat(post(members, "Content-Encoding: gzip").status()).isEqualTo(413);
    var single = HttpConnection.gzip(ByteString.copyFrom(new byte[60 << 20]));
    assertThat(post(single, "Content-Encoding: gzip").status()).isEqualTo(413);
  }

  @Test
  @Check("SZ-9")
  void aConfigThatCouldNeverBeSentIsRefusedAtUpload() {
    var outcome = server.push("too-big", ConfigFiles.yaml("a: " + "x".repeat(LIMIT)));
    assertThat(outcome.status()).isBetween(400, 499);
    assertThat(outcome.detail()).contains("muster.agents.max-message-size");
  }
}
