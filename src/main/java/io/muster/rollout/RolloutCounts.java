package io.muster.rollout;

import io.muster.config.Versioned;
import io.muster.schedule.Periodic;
import io.muster.telemetry.CountsByWord;
import io.muster.telemetry.RolloutMetrics;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Counts rollouts for metrics: all of them by their state every 15 s and after each change, and
 * those that ended, each once. Every instance counts all of the cluster. Thread-safe.
 */
final class RolloutCounts {

  private static final Duration INTERVAL = Duration.ofSeconds(15);
  private static final String FAILED = "rollouts_not_counted";

  /** Rollouts that are remembered to have ended; more cannot end at the same time. */
  private static final int REMEMBERED = 10_000;

  private final RolloutStore store;
  private final CountsByWord states;
  private final Map<String, Runnable> ended;
  private final Periodic timer = Periodic.onThread("rollout-counts");
  private final Runnable soon = timer.whenAsked(FAILED, this::count);
  private final Set<String> counted =
      Collections.newSetFromMap(
          Collections.synchronizedMap(
              new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                  return size() > REMEMBERED;
                }
              }));

  RolloutCounts(RolloutStore store, RolloutMetrics metrics) {
    this.store = store;
    states =
        metrics.rollouts(Arrays.stream(RolloutState.values()).map(RolloutCounts::word).toList());
    ended =
        metrics.ended(
            Arrays.stream(RolloutState.values())
                .filter(RolloutState::finished)
                .map(RolloutCounts::word)
                .toList());
  }

  void start() {
    soon.run();
    timer.every(INTERVAL, FAILED, this::count);
  }

  void stop() {
    timer.stop();
  }

  /** A rollout was changed, here or on another instance. Never blocks. */
  void changed(Rollout rollout) {
    if (ended.get(word(rollout.state())) instanceof Runnable end && counted.add(rollout.id())) {
      end.run();
    }
    soon.run();
  }

  /** Blocks; throws the store's exception. */
  void count() {
    List<Versioned<Rollout>> all = store.all();
    Map<String, Integer> counts = new HashMap<>();
    all.forEach(rollout -> counts.merge(word(rollout.value().state()), 1, Integer::sum));
    states.set(counts);
  }

  private static String word(RolloutState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
