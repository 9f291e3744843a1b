package io.muster.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/**
 * Reads a request's body up to the limit, its memory out of the shared budget; over the limit it
 * answers 413 at once and drops what still comes, with no memory left there is 503 (SZ-3, SEMANTICS
 * 6). A peer that waits to be asked for its body is asked (HT-14). Confined to the event loop.
 */
final class BodyReader {

  private final SessionServices plane;
  private final HttpServerRequest request;
  private final int limit;
  private ByteBuf body = Unpooled.buffer(1024);
  private final MemoryCharge charge;
  private boolean refused;

  BodyReader(SessionServices plane, HttpServerRequest request) {
    this.plane = plane;
    this.request = request;
    this.limit = plane.server().limits().maxMessageBytes();
    this.charge = new MemoryCharge(plane.budget());
  }

  /** Takes a whole body, to be released, and what it is charged, to be closed when it is done. */
  interface Receiver {
    void complete(ByteBuf body, MemoryCharge charge);
  }

  /** Reads; the receiver gets the whole body, or is never called. */
  void read(Receiver receiver) {
    if (declaredLength() > limit) {
      refuse(413, "the body is larger than the " + limit + " bytes allowed");
      return;
    }
    request.exceptionHandler(failure -> drop());
    request.handler(this::chunk);
    request.endHandler(ignored -> {
      if (!refused) {
        ByteBuf complete = body;
        body = Unpooled.EMPTY_BUFFER;
        receiver.complete(complete, charge);
      }
    });
    if (Expectation.of(request) == Expectation.CONTINUE) {
      var _ = request.response().writeContinue();
    }
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
    } else if (!charge.covers(bytes)) {
      refuse(503, "the server has no memory for more large messages now");
    } else {
      body.writeBytes(chunk.getByteBuf());
    }
  }

  private void refuse(int status, String text) {
    drop();
    plane.metrics().malformed(status == 413 ? "too_large" : "no_memory");
    request.response().putHeader("Connection", "close");
    HttpEndpoint.plain(request, status, text);
  }

  private void drop() {
    refused = true;
    charge.close();
    body.release();
    body = Unpooled.EMPTY_BUFFER;
  }
}
