package io.muster.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Answers what the decoder could not read, says why, and ends the connection: where the next
 * request begins is not known. Requests before it are answered first. Vert.x answers without a word
 * and cuts who breaks off in a body. Confined to the event loop; gone with the upgrade to
 * WebSocket.
 */
final class RefusedRequests extends ChannelDuplexHandler {

  static final String NAME = "requests-refused";

  /** Closed at once, what is still on its way would make the kernel take the answer back. */
  private static final Duration LINGER = Duration.ofSeconds(1);

  /** How a port tells what is wrong. */
  enum Form {
    /** For agents. */
    TEXT("text/plain; charset=utf-8") {
      @Override
      String body(RequestRefusal refusal) {
        return refusal.text() + "\n";
      }
    },
    /** RFC 9457, for operators. */
    PROBLEM("application/problem+json") {
      @Override
      String body(RequestRefusal refusal) {
        return "{\"type\":\"about:blank\",\"title\":\""
            + refusal.title()
            + "\",\"status\":"
            + refusal.status()
            + ",\"detail\":\""
            + refusal.text()
            + "\"}";
      }
    };

    private final String mediaType;

    Form(String mediaType) {
      this.mediaType = mediaType;
    }

    abstract String body(RequestRefusal refusal);
  }

  private final Form form;

  /** Requests that the server has been given and not answered to the end. */
  private int unanswered;

  /** Whether the answer to the oldest of them has begun. */
  private boolean begun;

  private @Nullable RequestRefusal refusal;
  private boolean bodyRefused;
  private boolean answered;

  private RefusedRequests(Form form) {
    this.form = form;
  }

  /** Watches a new connection. */
  static void watch(Channel channel, Form form) {
    channel.pipeline().addAfter("httpEncoder", NAME, new RefusedRequests(form));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (refusal == null
        && message instanceof HttpObject part
        && part.decoderResult().isFailure()
        && ctx.channel().isActive()) {
      refusal = RequestRefusal.of(part.decoderResult().cause(), message instanceof HttpRequest);
      bodyRefused = !(message instanceof HttpRequest);
      ReferenceCountUtil.release(message);
      answerInTurn(ctx);
    } else if (refusal != null) {
      ReferenceCountUtil.release(message);
    } else {
      if (message instanceof HttpRequest) {
        unanswered++;
      }
      ctx.fireChannelRead(message);
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (answered) {
      ReferenceCountUtil.release(message);
      promise.setFailure(new ClosedChannelException());
      return;
    }
    if (!isInterim(message)) {
      begun |= message instanceof HttpResponse;
      if (message instanceof LastHttpContent && unanswered > 0) {
        unanswered--;
        begun = false;
      }
    }
    var _ = ctx.write(message, promise);
    if (refusal != null) {
      answerInTurn(ctx);
    }
  }

  /** "100 Continue" is whole and answers nothing. */
  private static boolean isInterim(Object message) {
    return message instanceof HttpResponse response
        && response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
  }

  private void answerInTurn(ChannelHandlerContext ctx) {
    RequestRefusal why = refusal;
    // The request with the broken body is one of those unanswered, if it was not answered early.
    int before = bodyRefused ? unanswered - 1 : unanswered;
    if (why == null || before > 0) {
      return;
    }
    answered = true;
    if (before < 0 || begun) {
      var _ = ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
      return;
    }
    var _ = ctx.writeAndFlush(response(why)).addListener((ChannelFutureListener) sent -> end(ctx));
  }

  private FullHttpResponse response(RequestRefusal why) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(why.status()),
            Unpooled.copiedBuffer(form.body(why), UTF_8));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, form.mediaType)
        .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes())
        .set(HttpHeaderNames.CONNECTION, "close")
        .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
        .set("X-Content-Type-Options", "nosniff");
    return response;
  }

  private static void end(ChannelHandlerContext ctx) {
    if (ctx.channel() instanceof DuplexChannel duplex
        && ctx.pipeline().get(SslHandler.class) == null) {
      var _ = duplex.shutdownOutput();
      Runnable close =
          () -> {
            var _ = ctx.close();
          };
      var _ = ctx.executor().schedule(close, LINGER.toMillis(), TimeUnit.MILLISECONDS);
    } else {
      var _ = ctx.close();
    }
  }
}
