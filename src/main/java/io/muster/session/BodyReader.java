package io.muster.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request's body up to the limit, its memory out of the shared budget; over the limit it
 * refuses with 413 at once and drops what still comes, with no memory left with 503 (SZ-3,
 * SEMANTICS 6). Confined to the event loop.
 */
final class BodyReader {

  private final ReadStream<Buffer> request;
  private final int limit;
  private final Refusal refusal;
  private final MemoryCharge charge;
  private ByteBuf body = Unpooled.buffer(1024);
  private boolean refused;

  BodyReader(ReadStream<Buffer> request, int limit, MessageMemoryBudget budget, Refusal refusal) {
    this.request = request;
    this.limit = limit;
    this.refusal = refusal;
    this.charge = new MemoryCharge(budget);
  }

  /** Answers a request whose body is not taken; called once at most. */
  interface Refusal {
    void refuse(int status, String text);
  }

  /** Takes a whole body, to be released, and what it is charged, to be closed when it is done. */
  interface Receiver {
    void complete(ByteBuf body, MemoryCharge charge);
  }

  /**
   * Reads; the receiver gets the whole body, or is never called.
   *
   * @param contentLength the request's header, which need not tell the truth
   * @return whether the body is wanted; false if the request is refused already
   */
  boolean read(@Nullable String contentLength, Receiver receiver) {
    if (declared(contentLength) > limit) {
      refuse(413, "the body is larger than the " + limit + " bytes allowed");
      return false;
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
    return true;
  }

  private static long declared(@Nullable String length) {
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
    refusal.refuse(status, text);
  }

  private void drop() {
    refused = true;
    charge.close();
    body.release();
    body = Unpooled.EMPTY_BUFFER;
  }
}
