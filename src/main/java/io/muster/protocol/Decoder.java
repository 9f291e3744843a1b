package io.muster.protocol;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.DiscardUnknownFieldsParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import io.muster.protocol.proto.AgentToServer;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Decodes what agents send. Never throws on bad input, whatever it is, and creates at most {@link
 * MessageLimits#maxElements()} objects.
 *
 * <p>Thread-safe. A buffer's indices and reference count stay as they are, and what is returned
 * does not refer to the buffer. Direct buffers are read in place.
 */
public final class Decoder {

  // Unknown fields are dropped, or an agent could have the server keep what it cannot even see.
  private static final Parser<AgentToServer> PARSER =
      DiscardUnknownFieldsParser.wrap(AgentToServer.parser());

  private final MessageLimits limits;
  private final boolean acceptHeaderless;

  /**
   * @param acceptHeaderless whether WebSocket messages of before OpAMP 0.7, which have no header,
   *     are accepted (WS-13)
   */
  public Decoder(MessageLimits limits, boolean acceptHeaderless) {
    this.limits = limits;
    this.acceptHeaderless = acceptHeaderless;
  }

  /** Decodes a whole WebSocket message: header and protobuf. */
  public Decoding decodeFrame(ByteBuf frame) {
    if (frame.readableBytes() > limits.maxMessageBytes()) {
      return tooLarge(frame.readableBytes());
    }
    int header = Framing.headerLength(frame, acceptHeaderless);
    if (header < 0) {
      return new Malformed(Malformed.Reason.HEADER, Framing.describe(header), null, false);
    }
    return decode(frame, frame.readerIndex() + header, header == Framing.HEADERLESS);
  }

  /** Decodes the body of an HTTP request, after decompression: protobuf alone. */
  public Decoding decodeBody(ByteBuf body) {
    if (body.readableBytes() > limits.maxMessageBytes()) {
      return tooLarge(body.readableBytes());
    }
    return decode(body, body.readerIndex(), false);
  }

  private Decoding decode(ByteBuf buffer, int from, boolean headerless) {
    int length = buffer.writerIndex() - from;
    if (MessageScan.couldHoldTooMany(length, limits)) {
      Malformed.Reason reason = MessageScan.check(buffer, from, from + length, limits);
      if (reason != null) {
        return malformed(reason, buffer, from, headerless);
      }
    }
    AgentToServer message = parse(buffer, from, length);
    if (message == null) {
      Malformed.Reason reason = MessageScan.check(buffer, from, from + length, limits);
      return malformed(reason == null ? Malformed.Reason.SYNTAX : reason, buffer, from, headerless);
    }
    ByteString uidBytes = message.getInstanceUid();
    WireUid uid = UidReader.of(uidBytes);
    return uid == null
        ? new Malformed(Malformed.Reason.UID, describeUid(uidBytes), null, headerless)
        : new Decoded(message, uid, headerless);
  }

  private @Nullable AgentToServer parse(ByteBuf buffer, int from, int length) {
    CodedInputStream input = input(buffer, from, length);
    input.setRecursionLimit(limits.maxNesting());
    try {
      return PARSER.parseFrom(input);
    } catch (InvalidProtocolBufferException e) {
      return null;
    }
  }

  private static CodedInputStream input(ByteBuf buffer, int from, int length) {
    if (buffer.nioBufferCount() == 1) {
      return CodedInputStream.newInstance(buffer.nioBuffer(from, length));
    }
    // An empty fragment is legal, but protobuf reads past the end of an empty buffer.
    var parts =
        Arrays.stream(buffer.nioBuffers(from, length)).filter(ByteBuffer::hasRemaining).toList();
    return CodedInputStream.newInstance(parts);
  }

  private Malformed tooLarge(int bytes) {
    return new Malformed(
        Malformed.Reason.TOO_LARGE,
        "the message has %d bytes, more than the %d allowed"
            .formatted(bytes, limits.maxMessageBytes()),
        null,
        false);
  }

  private Malformed malformed(
      Malformed.Reason reason, ByteBuf buffer, int from, boolean headerless) {
    WireUid uid = UidReader.salvage(buffer, from, buffer.writerIndex());
    return new Malformed(reason, describe(reason, buffer, from), uid, headerless);
  }

  private String describe(Malformed.Reason reason, ByteBuf buffer, int from) {
    return switch (reason) {
      case TOO_DEEP ->
          "the message is nested deeper than %d levels: flatten the health or component tree"
              .formatted(limits.maxNesting());
      case TOO_MANY_ELEMENTS ->
          "the message has more than %d elements (sub-messages, map entries, strings): report less"
              .formatted(limits.maxElements());
      case SYNTAX, HEADER, TOO_LARGE, UID ->
          from < buffer.writerIndex() && buffer.getByte(from) == 0
              ? "the protobuf bytes start with 00: the WebSocket header belongs there once, and"
                  + " over plain HTTP not at all"
              : "the bytes are not an opamp.proto.v1.AgentToServer: cut short, not protobuf, or a"
                  + " string that is not UTF-8";
    };
  }

  private static String describeUid(ByteString uid) {
    if (uid.size() == WireUid.LEGACY_BYTES) {
      return "instance_uid has 26 bytes that are not a ULID: send the 16 bytes of a UUIDv7";
    }
    return (uid.isEmpty() ? "instance_uid is missing" : "instance_uid has " + uid.size() + " bytes")
        + ": send the 16 bytes of a UUIDv7";
  }
}
