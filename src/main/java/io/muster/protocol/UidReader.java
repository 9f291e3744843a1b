package io.muster.protocol;

import com.google.protobuf.ByteString;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Finds the uid in an encoded AgentToServer without decoding the rest. A buffer's indices and
 * reference count stay as they are, and what is returned does not refer to it.
 */
public final class UidReader {

  private static final int UID_TAG = 1 << 3 | WireReader.BYTES;

  private UidReader() {}

  /**
   * The uid of a WebSocket message whose first field is a uid of 16 bytes or a ULID of 26
   * characters, as every known agent writes it; else null, and only decoding tells.
   */
  public static @Nullable WireUid peekFrame(ByteBuf frame, boolean acceptHeaderless) {
    int header = Framing.headerLength(frame, acceptHeaderless);
    return header < 0 ? null : peek(frame, frame.readerIndex() + header);
  }

  /** The same for an HTTP request's body, which has no header. */
  public static @Nullable WireUid peekBody(ByteBuf body) {
    return peek(body, body.readerIndex());
  }

  /** The uid in these bytes of the field, or null if they are none. */
  static @Nullable WireUid of(ByteString bytes) {
    if (bytes.size() == InstanceUid.BYTES) {
      return new WireUid(InstanceUid.of(bytes), bytes);
    }
    InstanceUid legacy = Ulid.parse(bytes);
    return legacy == null ? null : new WireUid(legacy, bytes);
  }

  /**
   * The last good uid among the top-level fields of a message that need not be well formed, as far
   * as it can be read.
   */
  static @Nullable WireUid salvage(ByteBuf buffer, int from, int end) {
    var reader = new WireReader(buffer, from);
    WireUid found = null;
    while (reader.position() < end) {
      int tag = reader.tag(end);
      if (tag != UID_TAG) {
        reader.skip(tag & 7, end);
      } else {
        int length = reader.length(end);
        WireUid uid = reader.broken() ? null : read(buffer, reader.position(), length);
        found = uid == null ? found : uid;
        reader.advance(length, end);
      }
      if (reader.broken()) {
        break;
      }
    }
    return found;
  }

  private static @Nullable WireUid peek(ByteBuf buffer, int from) {
    int available = buffer.writerIndex() - from;
    if (available < 2 || buffer.getByte(from) != UID_TAG) {
      return null;
    }
    // 16 and 26 take one byte; a length of more is no uid.
    int length = buffer.getByte(from + 1);
    return length > available - 2 ? null : read(buffer, from + 2, length);
  }

  private static @Nullable WireUid read(ByteBuf buffer, int from, int length) {
    if (length != InstanceUid.BYTES && length != WireUid.LEGACY_BYTES) {
      return null;
    }
    var bytes = new byte[length];
    buffer.getBytes(from, bytes);
    return of(ByteString.copyFrom(bytes));
  }
}
