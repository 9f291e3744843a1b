package io.muster.session;

import io.quarkus.runtime.configuration.MemorySize;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The memory that unfinished and undecoded messages of all agents may take together (SEMANTICS 6),
 * and the turn of a large one. Thread-safe; only waiting for a turn blocks.
 */
final class MessageMemoryBudget {

  /** Messages above this size are decoded one at a time. */
  static final int LARGE = 1 << 20;

  private static final long MOST = 256L << 20;

  private final long limit;
  private final AtomicLong used = new AtomicLong();
  private final Semaphore turns = new Semaphore(1);

  MessageMemoryBudget(long limit) {
    this.limit = limit;
  }

  static MessageMemoryBudget of(AgentSettings settings) {
    return new MessageMemoryBudget(
        settings
            .assemblyBudget()
            .map(MemorySize::asLongValue)
            .orElseGet(() -> Math.min(MOST, Runtime.getRuntime().maxMemory() / 4)));
  }

  /**
   * Takes bytes if they are there; the first taker always gets them, so that one large message can
   * pass a small budget.
   */
  boolean tryTake(long bytes) {
    while (true) {
      long now = used.get();
      if (now > 0 && now + bytes > limit) {
        return false;
      }
      if (used.compareAndSet(now, now + bytes)) {
        return true;
      }
    }
  }

  void giveBack(long bytes) {
    used.addAndGet(-bytes);
  }

  /** What all may take together. */
  long limit() {
    return limit;
  }

  long used() {
    return used.get();
  }

  /** Waits until no other large message is being processed. */
  void acquireTurn() {
    turns.acquireUninterruptibly();
  }

  /** Whether a large message is being processed. */
  boolean turnTaken() {
    return turns.availablePermits() == 0;
  }

  void releaseTurn() {
    turns.release();
  }

  /** Runs a decode, alone if it is of a large message. */
  <T> T decode(int bytes, Supplier<T> decode) {
    if (bytes <= LARGE) {
      return decode.get();
    }
    acquireTurn();
    try {
      return decode.get();
    } finally {
      releaseTurn();
    }
  }
}
