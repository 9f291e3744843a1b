package io.muster.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.Map;

/**
 * Gauges of how many things there are of each of some words, as counted lately: a scrape reads them
 * and counts nothing. Thread-safe.
 */
public final class CountsByWord {

  private volatile Map<String, Integer> counted = Map.of();

  /**
   * Registers the gauges.
   *
   * @param tag that has the word
   */
  CountsByWord(
      MeterRegistry registry,
      String name,
      String description,
      String tag,
      Collection<String> words) {
    for (String word : words) {
      Gauge.builder(name, () -> counted.getOrDefault(word, 0))
          .description(description)
          .tag(tag, word)
          .strongReference(true)
          .register(registry);
    }
  }

  /** What was counted now; words that are missing have none. */
  public void set(Map<String, Integer> counts) {
    counted = Map.copyOf(counts);
  }
}
