package io.muster.protocol;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import io.muster.protocol.proto.ServerToAgent;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * One whole encoded top-level field of ServerToAgent: tag, length and content. Made by {@link
 * Fragments}, put together by {@link ServerMessage}. Immutable, thread-safe.
 *
 * <p><b>Who owns the bytes.</b> Nobody has to release a fragment. A small one is a byte array that
 * is copied into each message. A large one that many agents get (a config revision) is written once
 * into a direct buffer of its own, and each message refers to that: such buffers are outside
 * Netty's pool and counting, so that they live as long as anything refers to them, be it the policy
 * or the outbound queue of the slowest agent, and the garbage collector frees the memory. With
 * counting, the end of a config revision would have to be agreed between policy, reconciliation and
 * thousands of queues, for the sake of a few buffers per change.
 */
public final class Fragment {

  /** Below this many bytes a copy is cheaper than a reference. */
  static final int MIN_SHARED_BYTES = 1024;

  private static final int EVERYTHING = ~0;
  private static final int CAPABILITIES = 1 << ServerToAgent.CAPABILITIES_FIELD_NUMBER;

  private final int fieldNumber;
  private final ByteBuf content;
  private final boolean shared;
  private final int companions;

  private Fragment(int fieldNumber, ByteBuf content, boolean shared, int companions) {
    this.fieldNumber = fieldNumber;
    this.content = Unpooled.unreleasableBuffer(content);
    this.shared = shared;
    this.companions = companions;
  }

  /** A number, for one agent. */
  static Fragment number(int fieldNumber, long value) {
    int size = CodedOutputStream.computeUInt64Size(fieldNumber, value);
    return encode(
        fieldNumber,
        ByteBuffer.allocate(size),
        false,
        EVERYTHING,
        out -> out.writeUInt64(fieldNumber, value));
  }

  /** A sub-message for one agent; copied into its message. */
  static Fragment own(int fieldNumber, MessageLite content) {
    return own(fieldNumber, content, EVERYTHING);
  }

  /** A sub-message that shares its message with capabilities at most. */
  static Fragment withCapabilitiesOnly(int fieldNumber, MessageLite content) {
    return own(fieldNumber, content, CAPABILITIES);
  }

  /** A sub-message that shares its message with nothing but the uid. */
  static Fragment alone(int fieldNumber, MessageLite content) {
    return own(fieldNumber, content, 0);
  }

  /** A sub-message for many agents; if large, referred to by their messages and never copied. */
  static Fragment shared(int fieldNumber, MessageLite content) {
    int size = CodedOutputStream.computeMessageSize(fieldNumber, content);
    if (size < MIN_SHARED_BYTES) {
      return own(fieldNumber, content);
    }
    return encode(
        fieldNumber,
        ByteBuffer.allocateDirect(size),
        true,
        EVERYTHING,
        out -> out.writeMessage(fieldNumber, content));
  }

  /** The field of ServerToAgent. */
  public int fieldNumber() {
    return fieldNumber;
  }

  /** Encoded size in bytes, tag and length included. */
  public int size() {
    return content.readableBytes();
  }

  /** Whether messages refer to the bytes instead of holding a copy. */
  public boolean isShared() {
    return shared;
  }

  /**
   * Whether both may be in one message: not the same field, and neither has to go without the
   * other. An error goes alone (ERR-4), a command with capabilities at most (CO-1), and so does an
   * offer of new OpAMP settings, after which the agent may reconnect before it reads on.
   */
  public boolean fitsWith(Fragment other) {
    return fieldNumber != other.fieldNumber
        && (companions & 1 << other.fieldNumber) != 0
        && (other.companions & 1 << fieldNumber) != 0;
  }

  /** Whether this must go without any fragment but capabilities. */
  public boolean isSolitary() {
    return companions != EVERYTHING;
  }

  /** The encoded bytes, for tests and logs. */
  public ByteString encoded() {
    return ByteString.copyFrom(content.nioBuffer());
  }

  /** Copies the encoded bytes. */
  void copyTo(ByteBuf out) {
    out.writeBytes(content, content.readerIndex(), content.readableBytes());
  }

  /** A view of the bytes with its own indices; need not be released, and may be. */
  ByteBuf view() {
    return content.duplicate();
  }

  /** Whether an answer that carries this tells of an error. */
  boolean isError() {
    return fieldNumber == ServerToAgent.ERROR_RESPONSE_FIELD_NUMBER;
  }

  private static Fragment own(int fieldNumber, MessageLite content, int companions) {
    int size = CodedOutputStream.computeMessageSize(fieldNumber, content);
    return encode(
        fieldNumber,
        ByteBuffer.allocate(size),
        false,
        companions,
        out -> out.writeMessage(fieldNumber, content));
  }

  private static Fragment encode(
      int fieldNumber, ByteBuffer target, boolean shared, int companions, Encoding encoding) {
    CodedOutputStream out = CodedOutputStream.newInstance(target);
    try {
      encoding.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("a field did not fit into its own size", e);
    }
    return new Fragment(fieldNumber, Unpooled.wrappedBuffer(target.flip()), shared, companions);
  }

  private interface Encoding {
    void writeTo(CodedOutputStream out) throws IOException;
  }
}
