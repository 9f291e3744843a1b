package io.muster.session;

import com.google.protobuf.InvalidProtocolBufferException;
import io.muster.fleet.Arrival;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.ServerToAgent;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An open WebSocket without a network, and the peer at its other end. Handlers stand in the
 * pipeline as {@link UpgradeCheck} puts them; the peer's bytes are those of RFC 6455.
 */
final class SocketInTests {

  /** Stops taking bytes after so many messages, as a kernel's buffer does. */
  private static final class Room extends ChannelOutboundHandlerAdapter {
    private int messages = Integer.MAX_VALUE;

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      var _ = ctx.write(message, promise);
      if (message instanceof BinaryWebSocketFrame && --messages <= 0) {
        ctx.channel().unsafe().outboundBuffer().setUserDefinedWritability(1, false);
      }
    }
  }

  final EmbeddedChannel channel = new EmbeddedChannel();
  final SocketMemoryGuard guard;
  final ReadGate gate;
  final AgentSocket socket;
  private final HubInTests hub;
  private final Room room = new Room();
  private final List<Object> pings = new ArrayList<>();

  SocketInTests(HubInTests hub) {
    this(hub, null);
  }

  /**
   * One that a wheel of the caller watches.
   *
   * @param wheel null for that of its own event loop
   */
  SocketInTests(HubInTests hub, @Nullable PingWheel wheel) {
    this.hub = hub;
    channel.freezeTime();
    channel.config().setAllocator(hub.allocator);
    gate = new ReadGate(channel);
    guard = new SocketMemoryGuard(hub.services.budget(), gate);
    channel.pipeline().addLast(guard);
    channel.pipeline().addLast(new WebSocket13FrameDecoder(true, false, 64 << 20));
    channel.pipeline().addLast(room);
    channel.pipeline().addLast("handler", new ChannelInboundHandlerAdapter());
    socket =
        new AgentSocket(
            hub.services,
            channel.pipeline().context("handler"),
            gate,
            new AgentSocket.Peer("10.0.0.1", Arrival.UNKNOWN, null));
    FrameHandler frames =
        new FrameHandler(
            hub.services,
            socket,
            guard,
            gate,
            wheel == null ? hub.services.wheel(channel.eventLoop()) : wheel);
    channel.pipeline().addBefore("handler", "frames", frames);
    frames.opened();
  }

  /** The bytes of a WebSocket message with an OpAMP message in it. */
  ByteBuf bytes(AgentToServer message) {
    byte[] encoded = message.toByteArray();
    return masked(new BinaryWebSocketFrame(opamp(encoded)));
  }

  private ByteBuf opamp(byte[] encoded) {
    return hub.allocator.buffer(encoded.length + 1).writeByte(0).writeBytes(encoded);
  }

  /** As a client encodes it. */
  ByteBuf masked(WebSocketFrame frame) {
    EmbeddedChannel client = new EmbeddedChannel();
    client.config().setAllocator(hub.allocator);
    client.pipeline().addLast(new WebSocket13FrameEncoder(true));
    client.writeOutbound(frame);
    ByteBuf all = hub.allocator.buffer();
    while (client.readOutbound() instanceof ByteBuf part) {
      all.writeBytes(part);
      part.release();
    }
    client.finishAndReleaseAll();
    return all;
  }

  /** Bytes come in; nothing is processed yet. */
  void arrive(ByteBuf bytes) {
    channel.writeInbound(bytes);
  }

  void arrive(AgentToServer.Builder message) {
    arrive(bytes(message.build()));
  }

  /** A message comes in and is processed. */
  void say(AgentToServer.Builder message) {
    arrive(message);
    settle();
  }

  /** Whatever can be done is done. */
  void settle() {
    do {
      hub.threads.runAll();
      channel.runPendingTasks();
    } while (hub.threads.waiting() > 0);
  }

  /** What was written since this was last asked, pings aside. */
  List<ServerToAgent> answers() {
    List<ServerToAgent> answers = new ArrayList<>();
    while (channel.readOutbound() instanceof WebSocketFrame frame) {
      if (frame instanceof BinaryWebSocketFrame) {
        answers.add(parse(frame.content()));
      } else if (frame instanceof PingWebSocketFrame) {
        pings.add(frame);
      }
      frame.release();
    }
    return answers;
  }

  private static ServerToAgent parse(ByteBuf content) {
    byte[] bytes = ByteBufUtil.getBytes(content);
    if (bytes.length == 0 || bytes[0] != 0) {
      throw new AssertionError("no header");
    }
    try {
      return ServerToAgent.parseFrom(ByteBuffer.wrap(bytes, 1, bytes.length - 1));
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  /** The only message written since. */
  ServerToAgent answer() {
    List<ServerToAgent> answers = answers();
    if (answers.size() != 1) {
      throw new AssertionError("not one answer but " + answers);
    }
    return answers.getFirst();
  }

  /** Pings written so far. */
  int pings() {
    List<ServerToAgent> others = answers();
    if (!others.isEmpty()) {
      throw new AssertionError("unexpected " + others);
    }
    return pings.size();
  }

  void pong() {
    arrive(masked(new PongWebSocketFrame(Unpooled.EMPTY_BUFFER)));
  }

  /** The peer stops reading, and what is written does not go out. */
  void block() {
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
    channel.runPendingTasks();
  }

  /** The peer reads again. */
  void unblock() {
    roomFor(Integer.MAX_VALUE);
  }

  /** The peer reads so many messages, and then stops again. */
  void roomFor(int messages) {
    room.messages = messages;
    channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
    channel.runPendingTasks();
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  void pass(long millis) {
    channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    channel.runPendingTasks();
  }

  /** The peer is gone. */
  void close() {
    var _ = channel.close();
    channel.runPendingTasks();
  }
}
