package io.muster.gatling;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads protobuf field by field: {@link #next} moves to a field, one of the others takes its value,
 * {@link #skip} passes it over. Whatever is cut off or has a type that protobuf does not know is an
 * {@link IllegalArgumentException}.
 */
final class WireReader {

  private static final int FIXED32 = 5;
  private static final int MOST_VARINT_BITS = 64;

  private final ByteBuffer in;
  private int type;

  WireReader(byte[] bytes, int offset) {
    this(ByteBuffer.wrap(bytes, offset, bytes.length - offset));
  }

  private WireReader(ByteBuffer in) {
    this.in = in.order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The number of the next field; 0 at the end. */
  int next() {
    if (!in.hasRemaining()) {
      return 0;
    }
    long tag = varint();
    type = (int) tag & 7;
    return (int) (tag >>> 3);
  }

  /** The value as a number. */
  long number() {
    require(WireWriter.VARINT);
    return varint();
  }

  /** The value as bytes. */
  byte[] bytes() {
    ByteBuffer slice = slice();
    byte[] bytes = new byte[slice.remaining()];
    slice.get(bytes);
    return bytes;
  }

  /** The value as text. */
  String text() {
    return StandardCharsets.UTF_8.decode(slice()).toString();
  }

  /** The value as a message. */
  WireReader message() {
    return new WireReader(slice());
  }

  /** Passes the value over. */
  void skip() {
    switch (type) {
      case WireWriter.VARINT -> varint();
      case WireWriter.FIXED64 -> take(Long.BYTES);
      case WireWriter.BYTES -> slice();
      case FIXED32 -> take(Integer.BYTES);
      default -> throw new IllegalArgumentException("wire type " + type);
    }
  }

  private ByteBuffer slice() {
    require(WireWriter.BYTES);
    return take(varint());
  }

  private ByteBuffer take(long length) {
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException(
          "a field of " + length + " bytes where " + in.remaining() + " are left");
    }
    ByteBuffer slice = in.slice(in.position(), (int) length);
    in.position(in.position() + (int) length);
    return slice;
  }

  private long varint() {
    long value = 0;
    try {
      for (int shift = 0; shift < MOST_VARINT_BITS; shift += 7) {
        byte next = in.get();
        value |= (long) (next & 0x7f) << shift;
        if (next >= 0) {
          return value;
        }
      }
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("the message ends within a number", e);
    }
    throw new IllegalArgumentException("a number of more than ten bytes");
  }

  private void require(int wanted) {
    if (type != wanted) {
      throw new IllegalArgumentException("wire type " + type + " where " + wanted + " belongs");
    }
  }
}
