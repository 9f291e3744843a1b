package io.muster.gatling;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** Durations, of which percentiles are wanted in the end. Thread-safe, of a fixed capacity. */
final class Timings {

  private static final double NANOS_PER_MILLI = 1e6;

  private final long[] nanos;
  private final AtomicInteger count = new AtomicInteger();

  /**
   * No durations yet.
   *
   * @param most how many are kept; further ones are only counted
   */
  Timings(int most) {
    nanos = new long[most];
  }

  /** Adds one; below zero, when the end was seen before the start, counts as zero. */
  void add(long duration) {
    int index = count.getAndIncrement();
    if (index < nanos.length) {
      nanos[index] = Math.max(0, duration);
    }
  }

  /** Adds the time since this value of {@link System#nanoTime}. */
  void since(long start) {
    add(System.nanoTime() - start);
  }

  int count() {
    return count.get();
  }

  /** The duration that this share, 0 to 1, does not exceed, in milliseconds; NaN without any. */
  double millis(double share) {
    long[] sorted = Arrays.copyOf(nanos, Math.min(count.get(), nanos.length));
    if (sorted.length == 0) {
      return Double.NaN;
    }
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.max(0, rank - 1)] / NANOS_PER_MILLI;
  }

  /** For people. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "p50=%.1fms p99=%.1fms max=%.1fms", millis(0.5), millis(0.99), millis(1));
  }
}
