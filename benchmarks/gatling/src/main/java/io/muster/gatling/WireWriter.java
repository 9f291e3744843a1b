package io.muster.gatling;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes protobuf by field number: as much of it as an agent needs. As in proto3, what is zero or
 * empty is left out; only a message is written even if it is empty, since its presence says
 * something.
 */
final class WireWriter {

  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** A number of a `uint64`, `bool` or `enum` field. */
  WireWriter number(int field, long value) {
    if (value != 0) {
      tag(field, VARINT);
      varint(value);
    }
    return this;
  }

  /** A number of a `fixed64` field. */
  WireWriter fixed(int field, long value) {
    if (value != 0) {
      tag(field, FIXED64);
      for (int i = 0; i < Long.BYTES; i++) {
        out.write((int) (value >>> (8 * i)));
      }
    }
    return this;
  }

  /** A `bytes` field. */
  WireWriter bytes(int field, byte[] value) {
    return value.length == 0 ? this : lengthDelimited(field, value);
  }

  /** A `string` field. */
  WireWriter text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /** A field that is a message. */
  WireWriter message(int field, WireWriter value) {
    return lengthDelimited(field, value.toBytes());
  }

  byte[] toBytes() {
    return out.toByteArray();
  }

  private WireWriter lengthDelimited(int field, byte[] value) {
    tag(field, BYTES);
    varint(value.length);
    out.writeBytes(value);
    return this;
  }

  private void tag(int field, int type) {
    varint((long) field << 3 | type);
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
