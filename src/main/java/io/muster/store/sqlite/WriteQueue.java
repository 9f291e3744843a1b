package io.muster.store.sqlite;

import io.muster.store.StoreUnavailable;
import io.muster.store.StoreUnavailable.Reason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Writes that wait for the writer; bounded in rows and in bytes. Thread-safe. */
final class WriteQueue {

  /** One transaction: large enough to share its sync, small enough that nobody waits for long. */
  private static final int ROWS_PER_TAKE = 10_000;

  private static final long BYTES_PER_TAKE = 16L << 20;

  private final int maxRows;
  private final long maxBytes;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<PendingWrite<?>> waiting = new ArrayDeque<>();
  private int rows;
  private long bytes;
  private boolean closed;

  WriteQueue(int maxRows, long maxBytes) {
    this.maxRows = maxRows;
    this.maxBytes = maxBytes;
  }

  /**
   * Adds a write.
   *
   * @throws StoreUnavailable if the queue is full or closed
   */
  void add(PendingWrite<?> write) {
    lock.lock();
    try {
      if (closed) {
        throw new StoreUnavailable(Reason.CLOSED, "The store is closed.");
      }
      boolean fits = rows + write.rows() <= maxRows && bytes + write.bytes() <= maxBytes;
      if (!fits && !waiting.isEmpty()) {
        throw new StoreUnavailable(
            Reason.OVERLOADED,
            "The write queue is full: " + rows + " rows, " + bytes + " bytes wait for the disk.");
      }
      waiting.add(write);
      rows += write.rows();
      bytes += write.bytes();
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Takes what one transaction may hold, after waiting for it; empty if nothing came in time. */
  List<PendingWrite<?>> take(Duration patience) throws InterruptedException {
    lock.lock();
    try {
      long nanos = patience.toNanos();
      while (waiting.isEmpty() && !closed && nanos > 0) {
        nanos = changed.awaitNanos(nanos);
      }
      return drain();
    } finally {
      lock.unlock();
    }
  }

  private List<PendingWrite<?>> drain() {
    List<PendingWrite<?>> taken = new ArrayList<>(Math.min(waiting.size(), ROWS_PER_TAKE));
    int takenRows = 0;
    long takenBytes = 0;
    while (!waiting.isEmpty() && takenRows < ROWS_PER_TAKE && takenBytes < BYTES_PER_TAKE) {
      PendingWrite<?> write = waiting.remove();
      taken.add(write);
      takenRows += write.rows();
      takenBytes += write.bytes();
    }
    rows -= takenRows;
    bytes -= takenBytes;
    return taken;
  }

  /** Refuses further writes; those that wait can still be taken. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether it is closed and empty. */
  boolean isFinished() {
    lock.lock();
    try {
      return closed && waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Rows that wait. */
  int depth() {
    lock.lock();
    try {
      return rows;
    } finally {
      lock.unlock();
    }
  }
}
