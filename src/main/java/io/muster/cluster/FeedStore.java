package io.muster.cluster;

import java.util.concurrent.CompletableFuture;

/**
 * Passes hints between instances: that something about a topic changed, never what. A hint may be
 * lost, come twice, late or out of order. Thread-safe.
 */
public interface FeedStore {

  /** Is told of hints, one at a time; may block, which delays only itself. */
  interface Listener {

    /** Somebody, perhaps this instance, changed something. */
    void changed(String topic);

    /** Hints may have been missed: anything may have changed. Also told once at the beginning. */
    void resync();
  }

  /** Ends a watch. */
  interface Watching extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Tells every instance; after the change itself is durable. Never blocks; fails with the store's
   * exception.
   *
   * @param generation of what changed, for people who look
   */
  CompletableFuture<Void> bump(String topic, long generation);

  /** Listens until it is closed. */
  Watching watch(Listener listener);
}
