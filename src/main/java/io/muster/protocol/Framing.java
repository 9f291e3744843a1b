package io.muster.protocol;

import io.netty.buffer.ByteBuf;

/**
 * The header of a WebSocket message: an unsigned 64-bit number as base-128 varint of 1 to 10 bytes,
 * whose only legal value is 0, followed by the protobuf bytes, which may be none (OpAMP, WebSocket
 * Message Format; conformance WS-2 to WS-6).
 *
 * <p>Agents of before OpAMP 0.7 send no header. Where that is accepted, a message that does not
 * start with a header of value 0 is taken for protobuf alone; no protobuf message starts with a
 * byte that begins such a header (WS-13).
 *
 * <p>Works on a buffer without moving its indices or counting references, and allocates nothing.
 */
public final class Framing {

  /** The header that is written: the number 0 in its shortest form. */
  public static final byte HEADER = 0;

  /** Size of the header that is written, in bytes. */
  public static final int HEADER_BYTES = 1;

  /** There is no header; all of the message is protobuf. */
  public static final int HEADERLESS = 0;

  /** The header's value is not 0. */
  public static final int NOT_ZERO = -1;

  /** The message ends within the header. */
  public static final int CUT_SHORT = -2;

  /** The header goes on after 10 bytes. */
  public static final int TOO_LONG = -3;

  private static final int MAX_HEADER_BYTES = 10;

  private Framing() {}

  /**
   * The length of the header in bytes, 1 to 10; {@link #HEADERLESS}; or a negative number, one of
   * {@link #NOT_ZERO}, {@link #CUT_SHORT}, {@link #TOO_LONG}, if the message is malformed.
   *
   * @param acceptHeaderless whether the form of before OpAMP 0.7 is accepted; an empty message is
   *     malformed all the same
   */
  public static int headerLength(ByteBuf message, boolean acceptHeaderless) {
    int length = headerLength(message);
    return length < 0 && acceptHeaderless && message.isReadable() && value(message) != 0
        ? HEADERLESS
        : length;
  }

  /** What is wrong, for the agent's author. */
  static String describe(int malformed) {
    return switch (malformed) {
      case NOT_ZERO -> "the message's header is not 0: write one byte 00 before the protobuf bytes";
      case CUT_SHORT -> "the message ends within its header: write one byte 00 and the protobuf";
      case TOO_LONG -> "the message's header is longer than 10 bytes: write one byte 00";
      default -> throw new IllegalArgumentException(malformed + " is not a malformed header");
    };
  }

  private static int headerLength(ByteBuf message) {
    int available = message.readableBytes();
    int start = message.readerIndex();
    int bits = 0;
    for (int i = 0; i < MAX_HEADER_BYTES; i++) {
      if (i == available) {
        return CUT_SHORT;
      }
      byte next = message.getByte(start + i);
      bits |= next & 0x7f;
      if (next >= 0) {
        return bits == 0 ? i + 1 : NOT_ZERO;
      }
    }
    return TOO_LONG;
  }

  private static int value(ByteBuf message) {
    return message.getByte(message.readerIndex()) & 0x7f;
  }
}
