package io.muster.session;

import io.muster.protocol.Decoded;
import io.muster.protocol.HeartbeatReader;
import io.muster.protocol.Malformed;
import io.muster.protocol.UidReader;
import io.muster.protocol.WireUid;
import io.muster.telemetry.SessionMetrics.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.FastThreadLocal;
import java.io.IOException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes the data frames of one socket out of the pipeline in front of Vert.x: answers heartbeats at
 * once, puts fragments together, passes everything else to the mailbox of its agent. Ping and Close
 * go on to WebSockets Next. Confined to the event loop.
 */
final class FrameHandler extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = Logger.getLogger(FrameHandler.class);

  private static final FastThreadLocal<HeartbeatReader> HEARTBEATS =
      new FastThreadLocal<>() {
        @Override
        protected HeartbeatReader initialValue() {
          return new HeartbeatReader();
        }
      };

  /** Messages above this size stay accounted for until they have been processed. */
  private static final int ACCOUNTED = 4 << 10;

  private static final int NORMAL = 1000;
  private static final int GOING_AWAY = 1001;

  private final SessionServices services;
  private final AgentSocket socket;
  private final SocketMemoryGuard guard;
  private final ReadGate gate;
  private final PingWheel wheel;
  private final Liveness liveness;
  private @Nullable Assembly assembly;
  private boolean text;
  private boolean opened;

  FrameHandler(
      SessionServices services,
      AgentSocket socket,
      SocketMemoryGuard guard,
      ReadGate gate,
      PingWheel wheel) {
    this.services = services;
    this.socket = socket;
    this.guard = guard;
    this.gate = gate;
    this.wheel = wheel;
    this.liveness = new Liveness(socket, gate, guard);
  }

  AgentSocket socket() {
    return socket;
  }

  /** The upgrade has succeeded; the first sign of it counts. */
  void opened() {
    if (!opened && !socket.closed()) {
      opened = true;
      socket.upgraded();
      guard.begin();
      services.sessions().opened(socket);
      services.metrics().connected();
      wheel.watch(liveness);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (!(msg instanceof WebSocketFrame frame)) {
      ctx.fireChannelRead(msg);
      return;
    }
    opened();
    liveness.heard(wheel.tick());
    guard.released(wireOverhead(frame));
    switch (frame) {
      case BinaryWebSocketFrame data -> data(ctx, data, false);
      case TextWebSocketFrame data -> data(ctx, data, true);
      case ContinuationWebSocketFrame data -> continuation(data);
      case PongWebSocketFrame pong -> {
        guard.released(pong.content().readableBytes());
        pong.release();
        socket.pong();
      }
      case CloseWebSocketFrame close -> {
        if (close.statusCode() == NORMAL || close.statusCode() == GOING_AWAY) {
          socket.goodbye();
        }
        control(ctx, close);
      }
      default -> control(ctx, frame);
    }
  }

  private void control(ChannelHandlerContext ctx, WebSocketFrame frame) {
    guard.released(frame.content().readableBytes());
    ctx.fireChannelRead(frame);
  }

  /** Bytes of a masked frame that are not its payload (RFC 6455 §5.2). */
  private static int wireOverhead(WebSocketFrame frame) {
    int length = frame.content().readableBytes();
    if (length < 126) {
      return 6;
    }
    return length <= 0xFFFF ? 8 : 14;
  }

  private void data(ChannelHandlerContext ctx, WebSocketFrame frame, boolean isText) {
    text = isText;
    if (frame.isFinalFragment()) {
      message(frame.content());
    } else {
      assembly = new Assembly(ctx.alloc());
      assembly.add(frame.content());
      liveness.assembling(wheel.tick());
    }
  }

  private void continuation(ContinuationWebSocketFrame frame) {
    Assembly parts = assembly;
    if (parts == null) {
      frame.release(); // The rest of a message that was too large.
      return;
    }
    parts.add(frame.content());
    if (parts.size() > services.server().limits().maxMessageBytes()) {
      drop();
      services.metrics().malformed("too_large");
      socket.close(1009, "the message is larger than the limit");
      return;
    }
    if (frame.isFinalFragment()) {
      assembly = null;
      liveness.assembled();
      message(parts.message());
    }
  }

  private void drop() {
    Assembly parts = assembly;
    if (parts != null) {
      assembly = null;
      liveness.assembled();
      guard.released(parts.size());
      parts.release();
    }
  }

  /** A whole message; this method releases it or passes it on. */
  private void message(ByteBuf message) {
    socket.readStarts();
    services.metrics().received(message.readableBytes());
    if (text) {
      guard.released(message.readableBytes());
      message.release();
      textMessage();
      return;
    }
    if (heartbeat(message)) {
      guard.released(message.readableBytes());
      message.release();
      return;
    }
    post(message);
  }

  private boolean heartbeat(ByteBuf message) {
    HeartbeatReader reader = HEARTBEATS.get();
    if (!reader.readFrame(message)) {
      return false;
    }
    long start = System.nanoTime();
    SocketSession session = socket.find(reader.uidMostSignificant(), reader.uidLeastSignificant());
    if (session == null
        || !socket.writable()
        || !session.heartbeat(
            reader.sequence(), reader.capabilities(), services.clock().millis())) {
      return false;
    }
    socket.acknowledge(session);
    services.metrics().heartbeat();
    services.metrics().processed(Kind.HEARTBEAT, System.nanoTime() - start);
    return true;
  }

  private void textMessage() {
    services.metrics().malformed("text");
    var error =
        MessageExchange.badRequest(
            "the message is text: OpAMP messages are binary WebSocket messages");
    SocketSession session = socket.sole();
    if (session != null) {
      session.reject(error);
    } else {
      socket.reject(null, error, false);
    }
  }

  private void post(ByteBuf message) {
    int bytes = message.readableBytes();
    boolean acceptHeaderless = services.settings().acceptHeaderless();
    boolean headerless =
        acceptHeaderless && message.isReadable() && message.getByte(message.readerIndex()) != 0;
    WireUid uid = UidReader.peekFrame(message, acceptHeaderless);
    SocketSession session = uid == null ? socket.sole() : socket.session(uid, headerless);
    if (bytes <= ACCOUNTED) {
      guard.released(bytes);
    } else {
      guard.posted(bytes);
    }
    socket.posted();
    if (session == null) {
      // Whose it is takes decoding, or there are too many agents on this socket.
      services.threads().execute(() -> decodeFirst(message, bytes));
    } else {
      session.post(new SocketSession.Raw(message, bytes > ACCOUNTED ? this::released : null));
    }
  }

  /** A large message has been processed; on a virtual thread. */
  private void released(int bytes) {
    socket.eventLoop().execute(() -> guard.processed(bytes));
  }

  /** For messages that do not begin with a uid: on a virtual thread. */
  private void decodeFirst(ByteBuf message, int bytes) {
    var decoding = socket.decode(message);
    socket
        .eventLoop()
        .execute(() -> {
          if (bytes > ACCOUNTED) {
            guard.processed(bytes);
          }
          switch (decoding) {
            case Malformed malformed -> {
              socket.processed();
              services.metrics().malformed(malformed.reason().name());
              socket.reject(
                  malformed.uid(),
                  MessageExchange.badRequest(malformed.message()),
                  malformed.headerless());
            }
            case Decoded decoded -> {
              SocketSession session = socket.session(decoded.uid(), decoded.headerless());
              if (session == null) {
                socket.processed();
                socket.reject(
                    decoded.uid(),
                    MessageExchange.unavailable(
                        "one socket carries at most " + AgentSocket.MAX_SESSIONS + " agents"),
                    decoded.headerless());
              } else {
                session.post(new SocketSession.Ready(decoded));
              }
            }
          }
        });
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    socket.readEnds();
    if (liveness.waitsForMemory()) {
      wheel.paused(liveness);
    }
    ctx.fireChannelReadComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable()) {
      if (liveness.writable()) {
        services.metrics().blocked(-1);
      }
      gate.open(ReadGate.Reason.WRITE);
      socket.writableAgain();
    } else {
      gate.close(ReadGate.Reason.WRITE);
      liveness.blocked(wheel.tick());
      services.metrics().blocked(1);
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof CorruptedWebSocketFrameException corrupted) {
      services.metrics().malformed(corrupted.closeStatus().code() == 1009 ? "too_large" : "frame");
      drop();
      socket.close(corrupted.closeStatus().code(), "the frame breaks RFC 6455 or is too large");
    } else if (cause instanceof IOException) {
      socket.abort("the peer is gone");
    } else {
      LOG.warnf(cause, "event=socket_failed remote=%s", socket.remoteAddress());
      socket.close(1011, "the server could not go on");
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    boolean wasOpen = opened;
    if (liveness.writable()) {
      services.metrics().blocked(-1);
    }
    liveness.end();
    socket.inactive();
    drop();
    guard.close();
    if (wasOpen) {
      services.metrics().disconnected();
    }
    ctx.fireChannelInactive();
  }
}
