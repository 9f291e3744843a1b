package io.muster.protocol;

import io.netty.buffer.ByteBuf;

/**
 * Recognises a heartbeat: an AgentToServer with a uid of 16 bytes and, each at most once, sequence
 * number, capabilities, and flags of 0, and nothing else. Everything else is "not a heartbeat" and
 * goes the long way, malformed messages included.
 *
 * <p>For the event loop: allocates nothing, keeps no reference to the buffer, leaves the buffer's
 * indices alone. One instance per event loop, not thread-safe; the getters tell of the last message
 * that was a heartbeat.
 */
public final class HeartbeatReader {

  /**
   * The largest heartbeat: uid 18, sequence 11, capabilities 11, flags 11 bytes, and the header.
   */
  private static final int MAX_BYTES = 52;

  private static final int UID = 1 << 3 | WireReader.BYTES;
  private static final int SEQUENCE = 2 << 3;
  private static final int CAPABILITIES = 4 << 3;
  private static final int FLAGS = 10 << 3;

  private int position;
  private boolean broken;
  private long uidMostSignificant;
  private long uidLeastSignificant;
  private long sequence;
  private long capabilities;

  /** Whether this WebSocket message, with its header of one byte 00, is a heartbeat. */
  public boolean readFrame(ByteBuf frame) {
    int start = frame.readerIndex();
    return frame.isReadable()
        && frame.getByte(start) == Framing.HEADER
        && read(frame, start + Framing.HEADER_BYTES);
  }

  /** Whether this HTTP request's body is a heartbeat. */
  public boolean readBody(ByteBuf body) {
    return read(body, body.readerIndex());
  }

  /** The first 64 bits of the uid. */
  public long uidMostSignificant() {
    return uidMostSignificant;
  }

  /** The last 64 bits of the uid. */
  public long uidLeastSignificant() {
    return uidLeastSignificant;
  }

  /** The sequence number, an unsigned 64-bit number; 0 if absent. */
  public long sequence() {
    return sequence;
  }

  /** The capability bits; 0 if absent, which means "not repeated" (CAP-7). */
  public long capabilities() {
    return capabilities;
  }

  private boolean read(ByteBuf buffer, int from) {
    int end = buffer.writerIndex();
    if (end - from > MAX_BYTES) {
      return false;
    }
    position = from;
    broken = false;
    sequence = 0;
    capabilities = 0;
    int seen = 0;
    while (position < end) {
      int tag = buffer.getByte(position++);
      // The field numbers are below 16, so each tag is one byte and stands for one bit here.
      int bit = 1 << (tag >>> 3);
      if (tag < 0 || (seen & bit) != 0 || !field(buffer, tag, end)) {
        return false;
      }
      seen |= bit;
    }
    return (seen & 1 << 1) != 0;
  }

  private boolean field(ByteBuf buffer, int tag, int end) {
    switch (tag) {
      case UID -> {
        if (end - position < 1 + InstanceUid.BYTES
            || buffer.getByte(position) != InstanceUid.BYTES) {
          return false;
        }
        uidMostSignificant = buffer.getLong(position + 1);
        uidLeastSignificant = buffer.getLong(position + 1 + Long.BYTES);
        position += 1 + InstanceUid.BYTES;
      }
      case SEQUENCE -> sequence = varint(buffer, end);
      case CAPABILITIES -> capabilities = varint(buffer, end);
      case FLAGS -> {
        if (varint(buffer, end) != 0) {
          return false;
        }
      }
      default -> {
        return false;
      }
    }
    return !broken;
  }

  /** A varint of more than 64 bits is left to the decoder: readers differ in what they drop. */
  private long varint(ByteBuf buffer, int end) {
    long value = 0;
    for (int shift = 0; shift < 70 && position < end; shift += 7) {
      byte next = buffer.getByte(position++);
      if (shift == 63 && next != 1) {
        break;
      }
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    broken = true;
    return 0;
  }
}
