package io.muster.session;

/**
 * The memory that one message of a request holds, from its first bytes until it has been processed:
 * small ones are free, the rest comes out of the shared budget. A large one is decoded alone.
 * Handed from the event loop to the thread that processes; not for two at a time.
 */
final class MemoryCharge implements AutoCloseable {

  /** What a request may hold without asking, and what is asked for at a time. */
  private static final int FREE = 64 << 10;

  private final MessageMemoryBudget budget;
  private long taken;
  private boolean alone;

  MemoryCharge(MessageMemoryBudget budget) {
    this.budget = budget;
  }

  /** Whether so many bytes may be held in all; never blocks. */
  boolean covers(long bytes) {
    long wanted = bytes - FREE - taken;
    if (wanted <= 0) {
      return true;
    }
    long step = Math.max(wanted, FREE);
    if (!budget.tryTake(step)) {
      return false;
    }
    taken += step;
    return true;
  }

  /** Waits for the turn of large messages, if this is one. */
  void turn(long bytes) {
    if (!alone && bytes > MessageMemoryBudget.LARGE) {
      budget.acquireTurn();
      alone = true;
    }
  }

  @Override
  public void close() {
    budget.giveBack(taken);
    taken = 0;
    turnOver();
  }

  /** It is decoded: another large one has its turn. */
  void turnOver() {
    if (alone) {
      alone = false;
      budget.releaseTurn();
    }
  }
}
