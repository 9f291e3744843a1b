package io.muster.schedule;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A {@link BoundedRate} for each of many things, so that one of which there is much hides no other.
 * Remembers {@value #MOST_KEYS}; the one that was longest ago is forgotten first, and with it what
 * it left out. Thread-safe, never blocks.
 */
public final class BoundedRates<K> {

  private static final int MOST_KEYS = 1_000;

  private final InstantSource clock;
  private final Duration period;
  private final int most;
  private final Map<K, BoundedRate> rates =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<K, BoundedRate> eldest) {
          return size() > MOST_KEYS;
        }
      };

  /**
   * Rates.
   *
   * @param most how many of one thing are let through in a period, from 1
   */
  public BoundedRates(InstantSource clock, Duration period, int most) {
    this.clock = clock;
    this.period = period;
    this.most = most;
  }

  /**
   * An event.
   *
   * @return empty if it is left out; else how many of the same thing were left out since the last
   *     one that was not
   */
  public OptionalLong next(K thing) {
    BoundedRate rate;
    synchronized (rates) {
      rate = rates.computeIfAbsent(thing, ignored -> new BoundedRate(clock, period, most));
    }
    return rate.next();
  }
}
