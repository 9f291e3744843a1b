package io.muster.session;

import io.quarkus.runtime.configuration.MemorySize;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that unfinished and undecoded messages of all agents may take together (SEMANTICS 6),
 * and the turn to decode a large one. Thread-safe; only {@link #decode} blocks.
 */
final class AssemblyBudget {

  /** Messages above this size are decoded one at a time. */
  static final int LARGE = 1 << 20;

  private static final long MOST = 256L << 20;

  private final long limit;
  private final AtomicLong used = new AtomicLong();
  private final Semaphore largeDecodes = new Semaphore(1);

  AssemblyBudget(long limit) {
    this.limit = limit;
  }

  static AssemblyBudget of(AgentSettings settings) {
    return new AssemblyBudget(
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

  long used() {
    return used.get();
  }

  /** Runs a decode, alone if it is of a large message. */
  <T> T decode(int bytes, java.util.function.Supplier<T> decode) {
    if (bytes <= LARGE) {
      return decode.get();
    }
    largeDecodes.acquireUninterruptibly();
    try {
      return decode.get();
    } finally {
      largeDecodes.release();
    }
  }
}
