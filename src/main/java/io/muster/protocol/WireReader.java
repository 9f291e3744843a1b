package io.muster.protocol;

import io.netty.buffer.ByteBuf;

/**
 * Walks over protobuf bytes by tag, length and wire type without creating objects. Any error sets
 * {@link #broken} and ends the walk. Accepts what protobuf-java accepts (over-long varints, for
 * instance, up to 10 bytes).
 */
final class WireReader {

  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int START_GROUP = 3;
  static final int END_GROUP = 4;
  static final int FIXED32 = 5;

  private final ByteBuf buffer;
  private int position;
  private boolean broken;

  /** Reads from an absolute index of the buffer, whose indices stay as they are. */
  WireReader(ByteBuf buffer, int position) {
    this.buffer = buffer;
    this.position = position;
  }

  int position() {
    return position;
  }

  boolean broken() {
    return broken;
  }

  /** The next varint; 0 and broken if it does not end before the given index. */
  long varint(int end) {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (position >= end) {
        break;
      }
      byte next = buffer.getByte(position++);
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    broken = true;
    return 0;
  }

  /** The next tag, or 0 and broken. */
  int tag(int end) {
    int tag = (int) varint(end);
    if (tag >>> 3 == 0) {
      broken = true;
      return 0;
    }
    return tag;
  }

  /** The length before a length-delimited field's content, which lies before the given index. */
  int length(int end) {
    int length = (int) varint(end);
    if (length < 0 || length > end - position) {
      broken = true;
      return 0;
    }
    return length;
  }

  /** Steps over bytes. */
  void advance(int bytes, int end) {
    if (bytes > end - position) {
      broken = true;
    } else {
      position += bytes;
    }
  }

  /** Steps over the content of a field that is no group. */
  void skip(int wireType, int end) {
    switch (wireType) {
      case VARINT -> varint(end);
      case FIXED64 -> advance(8, end);
      case BYTES -> advance(length(end), end);
      case FIXED32 -> advance(4, end);
      default -> broken = true;
    }
  }
}
