package io.muster.simulator;

import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.ServerToAgent;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * HTTP POST on a connection that each agent keeps open, and that lets it in with the first answer:
 * one that is only accepted may be in the kernel's backlog of a server that does not live.
 */
final class PollingTransport implements Transport {

  private static final int MOST_BYTES = 64 << 20;
  private static final int MOST_WAITING = 16;

  private final Dialler dialler;
  private final HttpHeaders headers;

  PollingTransport(Dialler dialler, HttpHeaders headers) {
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
        .addLast(new HttpObjectAggregator(MOST_BYTES))
        .addLast(new Connection(agent));
  }

  private final class Connection extends SimpleChannelInboundHandler<FullHttpResponse>
      implements Link {

    private final AgentLife agent;
    private final Deque<AgentToServer> waiting = new ArrayDeque<>(2);
    private @Nullable Channel channel;
    private boolean asked;
    private boolean letIn;
    private boolean closing;
    private boolean told;

    Connection(AgentLife agent) {
      this.agent = agent;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      channel = ctx.channel();
      agent.reached(this);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpResponse response)
        throws IOException {
      if (told) {
        return;
      }
      asked = false;
      if (response.status().code() != 200) {
        told = true;
        agent.refused(
            response.status().code(),
            RetryAfter.read(response.headers().get(HttpHeaderNames.RETRY_AFTER)));
        var _ = ctx.close();
        return;
      }
      ServerToAgent message = Messages.read(response.content(), false);
      if (!letIn) {
        letIn = true;
        agent.opened(this);
      }
      agent.received(message);
      AgentToServer next = waiting.poll();
      if (next != null) {
        post(ctx.channel(), next);
      } else if (closing) {
        var _ = ctx.close();
      }
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
      var _ = ctx.close();
    }

    @Override
    public void send(AgentToServer message) {
      Channel open = channel;
      if (open == null || closing) {
        return;
      }
      if (asked) {
        if (waiting.size() < MOST_WAITING) {
          waiting.add(message); // Over the limit the server is gone, and full state follows anyway.
        }
      } else {
        post(open, message);
      }
    }

    private void post(Channel open, AgentToServer message) {
      asked = true;
      ByteBuf body = Messages.write(open.alloc(), message, false);
      DefaultFullHttpRequest request =
          new DefaultFullHttpRequest(
              HttpVersion.HTTP_1_1, HttpMethod.POST, dialler.url(agent).path(), body);
      request
          .headers()
          .add(headers)
          .set(HttpHeaderNames.HOST, dialler.url(agent).host())
          .set(HttpHeaderNames.CONTENT_TYPE, "application/x-protobuf")
          .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
      var _ = open.writeAndFlush(request, open.voidPromise());
    }

    @Override
    public void close() {
      closing = true;
      if (!asked && channel != null) {
        var _ = channel.close();
      }
    }

    @Override
    public void drop() {
      if (channel != null) {
        var _ = channel.close();
      }
    }

    @Override
    public void stopReading() {
      if (channel != null) {
        channel.config().setAutoRead(false);
      }
    }
  }
}
