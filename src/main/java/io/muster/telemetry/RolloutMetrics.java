package io.muster.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** What is measured of rollouts; never their names, since metrics need no token. Thread-safe. */
@Singleton
public final class RolloutMetrics {

  private final MeterRegistry registry;

  /** Registers nothing yet. */
  public RolloutMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** How many rollouts are in each state. */
  public CountsByWord rollouts(Collection<String> states) {
    return new CountsByWord(
        registry,
        "muster.rollouts",
        "Rollouts by state, as counted lately; finished ones as long as they are kept",
        "state",
        states);
  }

  /**
   * Counts rollouts that ended, by the state they ended in; from 0, so that the first one shows.
   */
  public Map<String, Runnable> ended(Collection<String> states) {
    Map<String, Runnable> counters = new HashMap<>();
    for (String state : states) {
      Counter counter =
          Counter.builder("muster.rollouts.ended")
              .description("Rollouts that ended since the start of this instance, by how")
              .tag("state", state)
              .register(registry);
      counters.put(state, counter::increment);
    }
    return Map.copyOf(counters);
  }
}
