package io.muster.cluster;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what this instance holds in memory up to date with the store. A hint makes the follower of
 * its topic read again, from the authoritative records and as a whole; hints that come meanwhile
 * make it read once more. As hints get lost, {@link #reread} is called now and then, and whatever
 * was missed is found by then. Thread-safe; nothing here blocks.
 */
public final class Feed implements Hints, AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Feed.class);

  private final FeedStore store;
  private final Executor executor;
  private final boolean shared;
  private final LongSupplier number;
  private final Map<String, Follower> followers = new ConcurrentHashMap<>();
  private FeedStore.@Nullable Watching watching;

  /**
   * A feed.
   *
   * @param shared whether there is anybody to tell and to hear of
   * @param executor where followers read; may be blocked
   */
  public Feed(FeedStore store, boolean shared, Executor executor) {
    this(store, shared, executor, new AtomicLong()::incrementAndGet);
  }

  /**
   * A feed.
   *
   * @param number goes with each hint, for people who look: the time, say
   */
  Feed(FeedStore store, boolean shared, Executor executor, LongSupplier number) {
    this.store = store;
    this.shared = shared;
    this.executor = executor;
    this.number = number;
  }

  /**
   * Has this called whenever the topic may have changed, never twice at a time. It reads the
   * authoritative records and puts them in force; to do so again must change nothing. What it
   * throws is logged, and made up for by the next {@link #reread}.
   *
   * @throws IllegalStateException if the topic has a follower
   */
  public void follow(String topic, Runnable reread) {
    if (followers.putIfAbsent(topic, new Follower(topic, reread)) != null) {
      throw new IllegalStateException("the topic " + topic + " has a follower");
    }
  }

  @Override
  public void changed(String topic, long generation) {
    bump(topic, generation);
  }

  @Override
  public void changed(String topic) {
    bump(topic, number.getAsLong());
  }

  /**
   * As {@link #changed}.
   *
   * @param generation of what changed, for people who look
   */
  public void bump(String topic, long generation) {
    if (shared) {
      var _ =
          store
              .bump(topic, generation)
              .whenComplete((ignored, failure) -> {
                if (failure != null) {
                  LOG.debugf("event=hint_lost topic=%s reason=%s", topic, failure);
                }
              });
    }
  }

  /** Begins to listen, if there is anybody to listen to. */
  public synchronized void start() {
    if (shared && watching == null) {
      watching =
          store.watch(
              new FeedStore.Listener() {
                @Override
                public void changed(String topic) {
                  Follower follower = followers.get(topic);
                  if (follower != null) {
                    follower.wake();
                  }
                }

                @Override
                public void resync() {
                  reread();
                }
              });
    }
  }

  /** Has everything read again, whatever the hints said; every 30 s and after a fail-over. */
  public void reread() {
    if (shared) {
      followers.values().forEach(Follower::wake);
    }
  }

  @Override
  public synchronized void close() {
    if (watching != null) {
      watching.close();
      watching = null;
    }
  }

  /** Runs while there are wakes that came after its last beginning. */
  private final class Follower implements Runnable {

    private final String topic;
    private final Runnable reread;
    private final AtomicInteger wakes = new AtomicInteger();

    private Follower(String topic, Runnable reread) {
      this.topic = topic;
      this.reread = reread;
    }

    void wake() {
      if (wakes.getAndIncrement() == 0) {
        executor.execute(this);
      }
    }

    @Override
    public void run() {
      int seen;
      do {
        seen = wakes.get();
        try {
          reread.run();
        } catch (RuntimeException e) {
          LOG.warnf("event=reread_failed topic=%s reason=\"%s\"", topic, e);
        }
      } while (!wakes.compareAndSet(seen, 0));
    }
  }
}
