package io.muster.session;

import java.util.ArrayDeque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one agent on one connection that wait to be processed, in order. A virtual thread
 * drains it while there are any and ends when there are none, so that an idle agent holds neither a
 * thread nor a queue. How many may wait is the connection's business (it stops reading).
 * Thread-safe.
 */
final class Mailbox<T> {

  private final Consumer<T> processor;
  private @Nullable ArrayDeque<T> waiting;
  private boolean running;

  Mailbox(Consumer<T> processor) {
    this.processor = processor;
  }

  /** Adds a message; it is processed after all before it, on a virtual thread. */
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
    var _ = Thread.ofVirtual().name("agent").start(() -> drain(message));
  }

  /** Whether nothing waits and nothing is being processed. */
  synchronized boolean idle() {
    return !running;
  }

  private void drain(T first) {
    T message = first;
    while (message != null) {
      processor.accept(message);
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
