package io.muster.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.Messages;
import io.muster.conformance.wire.Transport;
import io.muster.conformance.wire.WebSocketWire;
import io.muster.process.MusterProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Fragments that hold nothing, or next to nothing, take no memory to speak of. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FragmentFloodIT {

  private static final int AT_ONCE = 10_000;
  private static final int WRITES = 200;

  /** That many continuations, not final, each with a payload of zeros under a mask of zeros. */
  private static ByteString continuations(int payload) {
    var frames = ByteString.newOutput();
    for (int i = 0; i < AT_ONCE; i++) {
      frames.write(0);
      frames.write(0x80 | payload);
      for (int j = 0; j < 4 + payload; j++) {
        frames.write(0);
      }
    }
    return frames.toByteString();
  }

  private static void flood(WebSocketWire socket, int payload) {
    ByteString frames = continuations(payload);
    for (int i = 0; i < WRITES; i++) {
      socket.write(frames);
    }
  }

  @Test
  void emptyOnesAreSkippedAndTheMessageIsTaken() {
    try (var server = MusterProcess.server().jvm("-Xmx96m").start();
        var agent = Agent.connect(server.agentEndpoint(), Transport.WEBSOCKET);
        var socket = WebSocketWire.open(server.agentEndpoint())) {
      ByteString message = Messages.framed(agent.complete().build().toByteString());
      socket.sendFrame(false, 2, message.substring(0, 10));
      flood(socket, 0);
      socket.sendFrame(true, 0, message.substring(10));
      assertThat(socket.receive().hasErrorResponse()).isFalse();
    }
  }

  @Test
  void onesOfAByteArePutTogether() {
    try (var server = MusterProcess.server().jvm("-Xmx96m").start();
        var socket = WebSocketWire.open(server.agentEndpoint())) {
      socket.sendFrame(false, 2, ByteString.copyFrom(new byte[10]));
      flood(socket, 1);
      socket.sendFrame(true, 0, ByteString.copyFrom(new byte[10]));
      // Two million zeros are no message; what counts is that the server says so.
      assertThat(socket.receive().hasErrorResponse()).isTrue();
    }
  }
}
