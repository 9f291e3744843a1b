package io.muster.simulator;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.ServerToAgent;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Messages to and from bytes, on the agent's side. */
final class Messages {

  private static final int HEADER = 0;

  private Messages() {}

  /** The message alone, or with the header of a WebSocket message. */
  static ByteBuf write(ByteBufAllocator allocator, AgentToServer message, boolean header) {
    int size = message.getSerializedSize() + (header ? 1 : 0);
    ByteBuf buffer = allocator.directBuffer(size, size);
    if (header) {
      buffer.writeByte(HEADER);
    }
    try (ByteBufOutputStream out = new ByteBufOutputStream(buffer)) {
      message.writeTo(out);
    } catch (IOException e) {
      buffer.release();
      throw new UncheckedIOException(e);
    }
    return buffer;
  }

  /**
   * Reads a message; its bytes fields refer to the buffer.
   *
   * @param header whether a header of one byte is in front
   * @throws IOException if it is not a message
   */
  static ServerToAgent read(ByteBuf buffer, boolean header) throws IOException {
    if (header) {
      if (!buffer.isReadable() || buffer.readByte() != HEADER) {
        throw new IOException("the server's message has no header of value 0");
      }
    }
    byte[] bytes;
    int offset = 0;
    int length = buffer.readableBytes();
    if (buffer.hasArray()) {
      bytes = buffer.array();
      offset = buffer.arrayOffset() + buffer.readerIndex();
    } else {
      bytes = ByteBufUtil.getBytes(buffer);
    }
    CodedInputStream in = UnsafeByteOperations.unsafeWrap(bytes, offset, length).newCodedInput();
    in.enableAliasing(true);
    return ServerToAgent.parseFrom(in);
  }
}
