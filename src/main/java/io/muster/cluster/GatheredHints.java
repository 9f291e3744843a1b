package io.muster.cluster;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Passes hints on after a while, those of one topic that come meanwhile as one: for what changes
 * all the time. Thread-safe; never blocks.
 */
public final class GatheredHints implements Hints {

  private final Hints hints;
  private final Executor later;
  private final Set<String> due = ConcurrentHashMap.newKeySet();

  GatheredHints(Hints hints, Executor later) {
    this.hints = hints;
    this.later = later;
  }

  /** Passes each on this long after the first of those that are one. */
  public static Hints of(Hints hints, Duration delay) {
    return new GatheredHints(
        hints, CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS));
  }

  @Override
  public void changed(String topic) {
    if (due.add(topic)) {
      later.execute(() -> {
        // Before it is told: a change that comes now is not in what is read then.
        due.remove(topic);
        hints.changed(topic);
      });
    }
  }
}
