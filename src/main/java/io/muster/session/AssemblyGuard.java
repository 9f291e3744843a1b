package io.muster.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Accounts for the bytes that a socket holds in frames and messages that are not complete, in front
 * of the WebSocket decoder: small amounts are the socket's own, larger ones come out of the shared
 * budget, and while there is none left the socket is not read (SEMANTICS 6). Confined to the event
 * loop.
 */
final class AssemblyGuard extends ChannelInboundHandlerAdapter {

  /** What a socket may hold without asking. */
  private static final int FREE = 64 << 10;

  /** What is asked for at a time. */
  private static final int STEP = 256 << 10;

  private final AssemblyBudget budget;
  private final ReadGate gate;
  private long held;
  private long taken;

  AssemblyGuard(AssemblyBudget budget, ReadGate gate) {
    this.budget = budget;
    this.gate = gate;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) {
    if (msg instanceof ByteBuf bytes) {
      held += bytes.readableBytes();
    }
    ctx.fireChannelRead(msg);
    if (held > FREE + taken) {
      take();
    }
  }

  /** Bytes of complete messages have been handed on. */
  void released(long bytes) {
    held = Math.max(0, held - bytes);
    if (taken > 0 && held <= FREE) {
      budget.giveBack(taken);
      taken = 0;
    }
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

  /** The socket is gone. */
  void close() {
    budget.giveBack(taken);
    taken = 0;
    held = 0;
  }
}
