package io.muster.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gauges of how many things have which value, where the values are anybody's: the {@value #SHOWN}
 * that most have, and the others together. For one thread that counts.
 */
public final class TopCounts {

  /** Values that have a series of their own. */
  static final int SHOWN = 20;

  /** Characters of a value. */
  static final int LONGEST = 64;

  /** Values that are told apart while they are counted. */
  static final int COUNTED = 10_000;

  /** All values that have no series. */
  static final String OTHER = "other";

  /** Things without a value. */
  static final String UNKNOWN = "unknown";

  private final MultiGauge gauge;
  private final String tag;
  private volatile Map<String, Integer> shown = Map.of();

  TopCounts(MeterRegistry registry, String name, String description, String tag) {
    this.gauge = MultiGauge.builder(name).description(description).register(registry);
    this.tag = tag;
  }

  /** Begins to count all things once. */
  public Counting counting() {
    return new Counting();
  }

  /** All things, once. */
  public final class Counting {

    private final Map<String, Integer> counts = new HashMap<>();

    private Counting() {}

    /** A thing with this value; empty for none. */
    public void add(String value) {
      String word = value.isEmpty() ? UNKNOWN : value;
      word = word.length() > LONGEST ? word.substring(0, LONGEST) : word;
      boolean room = counts.size() < COUNTED || counts.containsKey(word);
      counts.merge(room ? word : OTHER, 1, Integer::sum);
    }

    /** Shows what was counted. */
    public void end() {
      Map<String, Integer> top = new HashMap<>();
      List<Map.Entry<String, Integer>> sorted =
          counts.entrySet().stream()
              .sorted(
                  Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                      .thenComparing(Map.Entry.comparingByKey()))
              .toList();
      int own = 0;
      for (Map.Entry<String, Integer> each : sorted) {
        boolean shows = !each.getKey().equals(OTHER) && own++ < SHOWN;
        top.merge(shows ? each.getKey() : OTHER, each.getValue(), Integer::sum);
      }
      Set<String> before = shown.keySet();
      shown = Map.copyOf(top);
      if (!before.equals(shown.keySet())) {
        gauge.register(
            shown.keySet().stream()
                .map(value ->
                    MultiGauge.Row.of(Tags.of(tag, value), () -> shown.getOrDefault(value, 0)))
                .toList(),
            true);
      }
    }
  }
}
