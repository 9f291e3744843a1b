package io.muster.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Accounts for the bytes that a socket holds in frames and messages that are not complete, or not
 * processed, in front of the WebSocket decoder: small amounts are the socket's own, larger ones
 * come out of the shared budget, and while there is none left the socket is not read (SEMANTICS 6).
 * Confined to the event loop.
 */
final class SocketMemoryGuard extends ChannelInboundHandlerAdapter {

  /** What a socket may hold without asking. */
  private static final int FREE = 64 << 10;

  /** What is asked for at a time. */
  private static final int STEP = 64 << 10;

  private final MessageMemoryBudget budget;
  private final ReadGate gate;

  /** Unfinished and unprocessed bytes. */
  private long held;

  /** Those of them that wait to be processed, which outlive the socket. */
  private long posted;

  private long taken;
  private long read;
  private long finished;
  private boolean begun;

  SocketMemoryGuard(MessageMemoryBudget budget, ReadGate gate) {
    this.budget = budget;
    this.gate = gate;
  }

  /** The connection is a WebSocket from now on; before, its bytes are not ours to count. */
  void begin() {
    begun = true;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (begun && msg instanceof ByteBuf bytes) {
      held += bytes.readableBytes();
      read += bytes.readableBytes();
    }
    ctx.fireChannelRead(msg);
    if (held > FREE + taken) {
      take();
    }
  }

  /** Bytes of complete messages have been handed on. */
  void released(long bytes) {
    finished++;
    letGo(bytes);
  }

  /** A complete message waits to be processed, and is held until it is. */
  void posted(long bytes) {
    finished++;
    posted += bytes;
  }

  /** It has been processed; also after the end of the socket. */
  void processed(long bytes) {
    posted -= bytes;
    letGo(bytes);
  }

  private void letGo(long bytes) {
    held = Math.max(0, held - bytes);
    if (taken > 0 && held <= FREE) {
      budget.giveBack(taken);
      taken = 0;
    }
  }

  /** Bytes read so far: any of them is a sign of life. */
  long bytesRead() {
    return read;
  }

  /** Messages and frames finished so far. */
  long finished() {
    return finished;
  }

  /** Whether something has begun that is not complete. */
  boolean unfinished() {
    return held > posted;
  }

  /** Asks again for memory that was refused; whether there is enough now. */
  boolean retry() {
    return take();
  }

  private boolean take() {
    long wanted = held - FREE - taken;
    if (wanted <= 0) {
      gate.open(ReadGate.Reason.MEMORY);
      return true;
    }
    long step = (wanted + STEP - 1) / STEP * STEP;
    if (budget.tryTake(step)) {
      taken += step;
      gate.open(ReadGate.Reason.MEMORY);
      return true;
    }
    gate.close(ReadGate.Reason.MEMORY);
    return false;
  }

  /** The socket is gone, and what was not complete with it. */
  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    close();
  }

  void close() {
    begun = false;
    letGo(held - posted);
  }
}
