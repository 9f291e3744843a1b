package io.muster.conformance.wire;

import com.google.protobuf.ByteString;

/** What a WebSocket client sees arrive, in order. */
public sealed interface Event {

  /** A whole text (1) or binary (2) message. */
  record Message(int opcode, ByteString payload) implements Event {}

  /** A ping of the server. */
  record Ping(ByteString payload) implements Event {}

  /** An answer to a ping of ours. */
  record Pong(ByteString payload) implements Event {}

  /** A Close frame; code 1005 stands for a frame without a code. */
  record Closed(int code, String reason) implements Event {}

  /** The TCP connection is over. */
  record Ended(String how) implements Event {}
}
