package io.muster.session;

import io.muster.telemetry.SessionMetrics;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gives a peer so long to finish what it has begun: the head of a request, counted from the
 * connection on for the first one, and its body. A peer that sends a byte now and then never is
 * idle, and would otherwise hold its connection for ever. Confined to the event loop; gone with the
 * upgrade to WebSocket, where {@link PingWheel} watches.
 */
final class RequestDeadline extends ChannelInboundHandlerAdapter {

  /** This handler, in front of the decoder, and the one behind it. */
  static final List<String> NAMES = List.of("request-begins", "request-ends");

  private enum Awaited {
    /** Nothing has begun: the idle time-out is enough. */
    NOTHING,
    HEAD,
    BODY
  }

  private final Duration head;
  private final Duration body;
  private final SessionMetrics metrics;
  private Awaited awaited = Awaited.HEAD;
  private @Nullable ScheduledFuture<?> timer;

  private RequestDeadline(Duration head, Duration body, SessionMetrics metrics) {
    this.head = head;
    this.body = body;
    this.metrics = metrics;
  }

  /**
   * Watches a new connection.
   *
   * @param head how long the head of a request may take, and up to half as much more
   * @param body how long its body may take
   */
  static void watch(Channel channel, Duration head, Duration body, SessionMetrics metrics) {
    ChannelPipeline pipeline = channel.pipeline();
    RequestDeadline deadline = new RequestDeadline(head, body, metrics);
    pipeline.addBefore("httpDecoder", NAMES.getFirst(), deadline);
    pipeline.addAfter("httpDecoder", NAMES.getLast(), deadline.new Decoded());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    start(ctx, spread(head), "slow_head");
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object bytes) {
    if (awaited == Awaited.NOTHING) {
      awaited = Awaited.HEAD;
    }
    ctx.fireChannelRead(bytes);
  }

  /** Only what is still unfinished after all that was there needs a timer. */
  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (timer == null && !ctx.isRemoved()) {
      switch (awaited) {
        case NOTHING -> {}
        case HEAD -> start(ctx, spread(head), "slow_head");
        case BODY -> start(ctx, body, "slow_body");
      }
    }
    ctx.fireChannelReadComplete();
  }

  private void start(ChannelHandlerContext ctx, Duration limit, String reason) {
    timer =
        ctx.executor()
            .schedule(
                () -> {
                  metrics.evicted(reason);
                  var _ = ctx.close();
                },
                limit.toMillis(),
                TimeUnit.MILLISECONDS);
  }

  /** Who came together is not cut off together: a thousand that come back at once hold up all. */
  private static Duration spread(Duration limit) {
    long millis = limit.toMillis();
    return Duration.ofMillis(millis + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
  }

  private void stop() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    stop();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    stop();
  }

  /** Behind the decoder: sees where a request's head and body end. */
  private final class Decoded extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (message instanceof HttpRequest) {
        stop();
        awaited = Awaited.BODY;
      }
      if (message instanceof LastHttpContent) {
        stop();
        awaited = Awaited.NOTHING;
      }
      ctx.fireChannelRead(message);
    }
  }
}
