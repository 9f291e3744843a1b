package io.muster.session;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one agent on one connection that wait to be processed, in order. A task of the
 * executor drains it while there are any and ends when there are none, so that an idle agent holds
 * neither a thread nor a queue. How many may wait is the connection's business (it stops reading).
 * Thread-safe.
 */
final class Mailbox<T> {

  private final Executor threads;
  private final Consumer<T> processor;
  private final Consumer<Throwable> broken;
  private @Nullable ArrayDeque<T> waiting;
  private boolean running;

  /**
   * An empty one.
   *
   * @param threads may block, and must not run a task on the caller's thread
   * @param broken is told what the processor throws; the messages behind are processed all the same
   */
  Mailbox(Executor threads, Consumer<T> processor, Consumer<Throwable> broken) {
    this.threads = threads;
    this.processor = processor;
    this.broken = broken;
  }

  /** Adds a message; it is processed after all before it, on a thread of the executor. */
  void post(T message) {
    synchronized (this) {
      if (running) {
        if (waiting == null) {
          waiting = new ArrayDeque<>(4);
        }
        waiting.add(message);
        return;
      }
      running = true;
    }
    threads.execute(() -> drain(message));
  }

  /** Whether nothing waits and nothing is being processed. */
  synchronized boolean idle() {
    return !running;
  }

  /** Whether no message is behind the one being processed. */
  synchronized boolean waitsForNothing() {
    return waiting == null || waiting.isEmpty();
  }

  /** What cannot be told, for want of memory say, must not hold up the messages behind. */
  private void tell(Throwable error) {
    try {
      broken.accept(error);
    } catch (Throwable e) {
      error.addSuppressed(e);
    }
  }

  private void drain(T first) {
    T message = first;
    while (message != null) {
      try {
        processor.accept(message);
      } catch (Throwable e) {
        tell(e);
      }
      synchronized (this) {
        message = waiting == null ? null : waiting.poll();
        if (message == null) {
          waiting = null;
          running = false;
        }
      }
    }
  }
}
