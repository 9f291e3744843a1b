package io.muster.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;

/**
 * Reads a request's body up to the limit, its memory out of the shared budget; over the limit it
 * answers 413 at once and closes, with no memory left there is 503 (SZ-3, SEMANTICS 6). Confined to
 * the event loop.
 */
final class BodyReader {

  /** What a request may hold without asking. */
  private static final int FREE = 64 << 10;

  private final AgentPlane plane;
  private final HttpServerRequest request;
  private final int limit;
  private ByteBuf body = Unpooled.buffer(1024);
  private long taken;
  private boolean refused;

  BodyReader(AgentPlane plane, HttpServerRequest request) {
    this.plane = plane;
    this.request = request;
    this.limit = plane.server().limits().maxMessageBytes();
  }

  /** Reads; the consumer gets the whole body, to be released, or is never called. */
  void read(Consumer<ByteBuf> whenComplete) {
    if (declaredLength() > limit) {
      refuse(413, "the body is larger than the " + limit + " bytes allowed");
      return;
    }
    request.exceptionHandler(failure -> drop());
    request.handler(this::chunk);
    request.endHandler(ignored -> {
      if (!refused) {
        giveBack();
        ByteBuf complete = body;
        body = Unpooled.EMPTY_BUFFER;
        whenComplete.accept(complete);
      }
    });
  }

  private long declaredLength() {
    String length = request.getHeader("Content-Length");
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private void chunk(Buffer chunk) {
    if (refused) {
      return;
    }
    int bytes = body.readableBytes() + chunk.length();
    if (bytes > limit) {
      refuse(413, "the body is larger than the " + limit + " bytes allowed");
    } else if (bytes - FREE > taken && !take(bytes - FREE - taken)) {
      request.response().putHeader("Retry-After", "30");
      refuse(503, "the server has no memory for more large messages now");
    } else {
      body.writeBytes(chunk.getByteBuf());
    }
  }

  private boolean take(long wanted) {
    long step = Math.max(wanted, FREE);
    if (!plane.budget().tryTake(step)) {
      return false;
    }
    taken += step;
    return true;
  }

  private void refuse(int status, String text) {
    drop();
    plane.metrics().malformed(status == 413 ? "too_large" : "no_memory");
    request.response().putHeader("Connection", "close");
    HttpEndpoint.plain(request, status, text);
  }

  private void drop() {
    refused = true;
    giveBack();
    body.release();
    body = Unpooled.EMPTY_BUFFER;
  }

  private void giveBack() {
    plane.budget().giveBack(taken);
    taken = 0;
  }
}
