package io.muster.session;

import io.muster.telemetry.SessionMetrics;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;

/**
 * Cuts off a peer that goes on asking while it does not read the answers, or before so many
 * requests are answered: requests and answers would pile up in memory, and such a peer is never
 * idle. Confined to the event loop; gone with the upgrade to WebSocket.
 */
final class UnansweredRequests extends ChannelDuplexHandler {

  static final String NAME = "requests-unanswered";

  /** Requests that may wait for their answers; agents send one at a time. */
  static final int MOST = 16;

  private final SessionMetrics metrics;
  private int unanswered;
  private boolean cut;

  private UnansweredRequests(SessionMetrics metrics) {
    this.metrics = metrics;
  }

  /** Watches a new connection. */
  static void watch(Channel channel, SessionMetrics metrics) {
    channel.pipeline().addAfter("httpEncoder", NAME, new UnansweredRequests(metrics));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpRequest && !cut) {
      unanswered++;
      if (!ctx.channel().isWritable()) {
        cut(ctx, "unread_answers");
      } else if (unanswered > MOST) {
        cut(ctx, "pipelining");
      }
    }
    if (cut) {
      ReferenceCountUtil.release(message);
    } else {
      ctx.fireChannelRead(message);
    }
  }

  private void cut(ChannelHandlerContext ctx, String reason) {
    cut = true;
    metrics.evicted(reason);
    var _ = ctx.close();
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (message instanceof LastHttpContent && !isInterim(message) && unanswered > 0) {
      unanswered--;
    }
    var _ = ctx.write(message, promise);
  }

  /** "100 Continue" is whole and answers nothing. */
  private static boolean isInterim(Object message) {
    return message instanceof HttpResponse response
        && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
  }
}
