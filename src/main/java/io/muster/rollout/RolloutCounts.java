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

/**
 * Counts rollouts for metrics: all of them by their state once a minute and when one changes it,
 * and those that ended, each once. Every instance counts all of the cluster. Thread-safe.
 */
final class RolloutCounts {

  private static final Duration INTERVAL = Duration.ofMinutes(1);
  private static final String FAILED = "rollouts_not_counted";

  /** Rollouts whose state is remembered; more do not change at the same time. */
  private static final int REMEMBERED = 10_000;

  private final RolloutStore store;
  private final CountsByWord states;
  private final Map<String, Runnable> ended;
  private final Periodic timer = Periodic.onThread("rollout-counts");
  private final Runnable soon = timer.whenAsked(FAILED, this::count);
  private final Map<String, RolloutState> seen =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, RolloutState> eldest) {
              return size() > REMEMBERED;
            }
          });

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
    if (seen.put(rollout.id(), rollout.state()) == rollout.state()) {
      return; // Its agents go on; to count reads all rollouts.
    }
    if (ended.get(word(rollout.state())) instanceof Runnable end) {
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
