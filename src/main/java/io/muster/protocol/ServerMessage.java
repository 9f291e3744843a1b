package io.muster.protocol;

import io.muster.protocol.proto.ServerToAgent;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A ServerToAgent put together from fragments: the uid first, the small fields by number, then the
 * shared ones. Every field occurs at most once, since agents differ in what they make of a second
 * occurrence (SEMANTICS 8). Immutable, thread-safe; can be written any number of times.
 */
public final class ServerMessage {

  private static final int UID_TAG =
      ServerToAgent.INSTANCE_UID_FIELD_NUMBER << 3 | WireReader.BYTES;
  private static final int UID_OVERHEAD = 2;
  private static final Comparator<Fragment> ORDER =
      Comparator.comparing(Fragment::isShared).thenComparingInt(Fragment::fieldNumber);

  private final @Nullable WireUid uid;
  private final List<Fragment> fragments;
  private final int ownBytes;
  private final int bodySize;
  private final int sharedCount;

  private ServerMessage(@Nullable WireUid uid, List<Fragment> fragments) {
    this.uid = uid;
    this.fragments = fragments;
    int own = uid == null ? 0 : UID_OVERHEAD + uid.echo().size();
    int total = own;
    int shared = 0;
    for (Fragment fragment : fragments) {
      total = Math.addExact(total, fragment.size());
      if (fragment.isShared()) {
        shared++;
      } else {
        own += fragment.size();
      }
    }
    ownBytes = own;
    bodySize = total;
    sharedCount = shared;
  }

  /**
   * A message to one agent.
   *
   * @param uid whom it is for; null only for an error whose cause did not tell its uid
   * @throws IllegalArgumentException if two fragments cannot be in one message ({@link
   *     Fragment#fitsWith}), or uid is null and this is no error
   */
  public static ServerMessage of(@Nullable WireUid uid, List<Fragment> fragments) {
    if (uid == null && !(fragments.size() == 1 && fragments.getFirst().isError())) {
      throw new IllegalArgumentException("only an error can be sent to an unknown uid");
    }
    if (fragments.size() < 2) {
      return new ServerMessage(uid, List.copyOf(fragments));
    }
    for (int i = 1; i < fragments.size(); i++) {
      for (int j = 0; j < i; j++) {
        requireFitting(fragments.get(j), fragments.get(i));
      }
    }
    var ordered = new ArrayList<>(fragments);
    ordered.sort(ORDER);
    return new ServerMessage(uid, ordered);
  }

  /** A message to one agent; see {@link #of(WireUid, List)}. */
  public static ServerMessage of(@Nullable WireUid uid, Fragment... fragments) {
    return of(uid, List.of(fragments));
  }

  /** Size of the protobuf part in bytes: what goes over HTTP, before compression. */
  public int bodySize() {
    return bodySize;
  }

  /** Whether the message may be sent on either transport (SZ-4, SZ-6). */
  public boolean fits(MessageLimits limits) {
    return bodySize <= limits.maxMessageBytes() - Framing.HEADER_BYTES;
  }

  /**
   * The WebSocket message, to be released by whoever writes it. Shared fragments are referred to,
   * not copied: the buffer is then a composite of direct buffers, which Netty writes with one
   * gathering call.
   *
   * @param headerless whether to leave out the header, for an agent that sends none (WS-13)
   */
  public ByteBuf frame(ByteBufAllocator allocator, boolean headerless) {
    return write(allocator, !headerless);
  }

  /** The body of an HTTP response, to be released by whoever writes it; as {@link #frame}. */
  public ByteBuf body(ByteBufAllocator allocator) {
    return write(allocator, false);
  }

  /**
   * The WebSocket message that acknowledges and says nothing else, for the heartbeat path: the same
   * bytes as a message without fragments, without any object on the way but the buffer.
   */
  public static ByteBuf ackFrame(ByteBufAllocator allocator, WireUid uid, boolean headerless) {
    int size = Framing.HEADER_BYTES + UID_OVERHEAD + uid.echo().size();
    ByteBuf out = allocator.directBuffer(size, size);
    if (!headerless) {
      out.writeByte(Framing.HEADER);
    }
    writeUid(out, uid);
    return out;
  }

  private ByteBuf write(ByteBufAllocator allocator, boolean header) {
    int size = (header ? Framing.HEADER_BYTES : 0) + ownBytes;
    ByteBuf own = allocator.directBuffer(size, size);
    if (header) {
      own.writeByte(Framing.HEADER);
    }
    if (uid != null) {
      writeUid(own, uid);
    }
    int ownCount = fragments.size() - sharedCount;
    for (int i = 0; i < ownCount; i++) {
      fragments.get(i).copyTo(own);
    }
    if (sharedCount == 0) {
      return own;
    }
    CompositeByteBuf all = allocator.compositeDirectBuffer(1 + sharedCount);
    all.addComponent(true, own);
    for (int i = ownCount; i < fragments.size(); i++) {
      all.addComponent(true, fragments.get(i).view());
    }
    return all;
  }

  private static void writeUid(ByteBuf out, WireUid uid) {
    out.writeByte(UID_TAG);
    out.writeByte(uid.echo().size());
    if (uid.legacy()) {
      for (int i = 0; i < WireUid.LEGACY_BYTES; i++) {
        out.writeByte(uid.echo().byteAt(i));
      }
    } else {
      out.writeLong(uid.uid().mostSignificant());
      out.writeLong(uid.uid().leastSignificant());
    }
  }

  private static void requireFitting(Fragment one, Fragment other) {
    if (!one.fitsWith(other)) {
      throw new IllegalArgumentException(
          "fields %d and %d of ServerToAgent cannot be in one message"
              .formatted(one.fieldNumber(), other.fieldNumber()));
    }
  }
}
