package io.muster.simulator;

import io.muster.protocol.proto.AgentToServer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakerFactory;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A WebSocket for each agent. */
final class WebSocketTransport implements Transport {

  private static final int MOST_BYTES = 64 << 20;
  private static final int MOST_HANDSHAKE_BYTES = 16 << 10;
  private static final int CLOSING_SECONDS = 2;

  private final Dialler dialler;
  private final HttpHeaders headers;

  WebSocketTransport(Dialler dialler, HttpHeaders headers) {
    this.dialler = dialler;
    this.headers = headers;
  }

  @Override
  public void open(AgentLife agent) {
    dialler.dial(agent, this::prepare);
  }

  private void prepare(AgentLife agent, Channel channel) {
    channel
        .pipeline()
        .addLast(new HttpClientCodec())
        .addLast(new HttpObjectAggregator(MOST_HANDSHAKE_BYTES))
        .addLast("agent", new Socket(agent));
  }

  private final class Socket extends SimpleChannelInboundHandler<Object> implements Link {

    private final AgentLife agent;
    private @Nullable WebSocketClientHandshaker handshaker;
    private @Nullable Channel channel;
    private boolean told;

    Socket(AgentLife agent) {
      this.agent = agent;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      channel = ctx.channel();
      handshaker =
          WebSocketClientHandshakerFactory.newHandshaker(
              dialler.url(agent).uri(), WebSocketVersion.V13, null, false, headers, MOST_BYTES);
      var _ = handshaker.handshake(ctx.channel());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Object message) throws IOException {
      if (told) {
        return;
      }
      switch (message) {
        case FullHttpResponse response -> answered(ctx, response);
        case BinaryWebSocketFrame frame -> agent.received(Messages.read(frame.content(), true));
        case PingWebSocketFrame ping -> {
          var _ =
              ctx.writeAndFlush(new PongWebSocketFrame(ping.content().retain()), ctx.voidPromise());
        }
        case CloseWebSocketFrame ignored -> {
          var _ = ctx.close();
        }
        default -> {} // Pongs and texts mean nothing to an agent.
      }
    }

    private void answered(ChannelHandlerContext ctx, FullHttpResponse response) {
      WebSocketClientHandshaker current = handshaker;
      if (current == null || response.status().code() != 101) {
        told = true;
        agent.refused(
            response.status().code(),
            RetryAfter.read(response.headers().get(HttpHeaderNames.RETRY_AFTER)));
        var _ = ctx.close();
        return;
      }
      current.finishHandshake(ctx.channel(), response);
      handshaker = null;
      ctx.pipeline().addBefore("agent", null, new WebSocketFrameAggregator(MOST_BYTES));
      agent.opened(this);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      if (!told) {
        told = true;
        agent.lost();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      var _ =
          ctx.close(
              ctx.voidPromise()); // A reset, or a message that is none: the agent is told that it
      // lost
      // the server.
    }

    private Channel channel() {
      Channel open = channel;
      if (open == null) {
        throw new IllegalStateException("the socket is not open yet");
      }
      return open;
    }

    @Override
    public void send(AgentToServer message) {
      Channel open = channel();
      var _ =
          open.writeAndFlush(
              new BinaryWebSocketFrame(Messages.write(open.alloc(), message, true)),
              open.voidPromise());
    }

    @Override
    public void close() {
      Channel open = channel();
      open.config().setAutoRead(true);
      var _ =
          open.writeAndFlush(
              new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE), open.voidPromise());
      var _ =
          open.eventLoop()
              .schedule(
                  () -> {
                    var _ = open.close();
                  },
                  CLOSING_SECONDS,
                  TimeUnit.SECONDS);
    }

    @Override
    public void drop() {
      var _ = channel().close();
    }

    @Override
    public void stopReading() {
      channel().config().setAutoRead(false);
    }
  }
}
