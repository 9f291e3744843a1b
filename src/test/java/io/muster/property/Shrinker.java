package io.muster.property;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the smallest choices that still fail: the fewest, and of as many the lowest. After the
 * test-case reduction of Hypothesis (MacIver and Donaldson, ECOOP 2020).
 */
final class Shrinker {

  /** Runs a case with these choices. */
  interface Trial {
    /** The choices it made if it failed in the same way, else null. */
    long @Nullable [] failing(long[] choices);
  }

  /** How much may be spent. */
  record Budget(int steps, Duration time) {
    static final Budget DEFAULT = new Budget(4_000, Duration.ofSeconds(10));
  }

  /** A pass that tries each position has patience up to here. */
  private static final int SHORT = 200;

  private static final int SHORTEST = 60;
  private static final int LARGEST_STEP = 8;

  private final Trial trial;
  private final Budget budget;
  private final LongSupplier nanoTime;
  private final long start;
  private long[] best;
  private int steps;

  Shrinker(long[] failing, Trial trial, Budget budget, LongSupplier nanoTime) {
    this.best = trimmed(failing);
    this.trial = trial;
    this.budget = budget;
    this.nanoTime = nanoTime;
    this.start = nanoTime.getAsLong();
  }

  int steps() {
    return steps;
  }

  boolean exhausted() {
    return steps >= budget.steps() || nanoTime.getAsLong() - start >= budget.time().toNanos();
  }

  long[] smallest() {
    boolean better = true;
    while (better && !exhausted()) {
      better = blocks(this::without);
      better |= blocks(this::zeroed);
      better |= lowerEach();
      better |= lowerAndLeaveOut();
    }
    return best.clone();
  }

  private interface Change {
    long[] of(int at, int size);
  }

  /** Large blocks first; those of the size of what one step of a test chooses, at every place. */
  private boolean blocks(Change change) {
    boolean better = false;
    int size = Math.max(1, best.length);
    while (size >= 1 && !exhausted()) {
      int stride = size <= LARGEST_STEP && best.length <= SHORT ? 1 : size;
      for (int at = best.length - size; at >= 0 && !exhausted(); at -= stride) {
        better |= at + size <= best.length && accepted(change.of(at, size));
      }
      size = size > LARGEST_STEP ? Math.max(LARGEST_STEP, size / 2) : size - 1;
    }
    return better;
  }

  private long[] without(int at, int size) {
    long[] shorter = Arrays.copyOf(best, best.length - size);
    System.arraycopy(best, at + size, shorter, at, best.length - at - size);
    return shorter;
  }

  private long[] zeroed(int at, int size) {
    long[] lower = best.clone();
    Arrays.fill(lower, at, at + size, 0);
    return lower;
  }

  private boolean lowerEach() {
    boolean better = false;
    for (int i = 0; i < best.length && !exhausted(); i++) {
      if (best[i] == 0) {
        continue;
      }
      if (accepted(lowered(i, 0))) {
        better = true;
        continue;
      }
      long tooLow = 0;
      while (i < best.length && best[i] - tooLow != 1 && best[i] != tooLow && !exhausted()) {
        long middle = tooLow + ((best[i] - tooLow) >>> 1);
        if (accepted(lowered(i, middle))) {
          better = true;
        } else {
          tooLow = middle;
        }
      }
    }
    return better;
  }

  /** For what chooses first how much follows: one less, and what it leaves over goes. */
  private boolean lowerAndLeaveOut() {
    boolean better = false;
    for (int i = 0; i < best.length && best.length <= SHORTEST; i++) {
      for (int size = 1; size <= LARGEST_STEP / 2; size++) {
        for (int at = i + 1; at + size <= best.length && !exhausted(); at++) {
          if (best[i] != 0) {
            long[] shorter = without(at, size);
            shorter[i]--;
            better |= accepted(shorter);
          }
        }
      }
    }
    return better;
  }

  private long[] lowered(int at, long value) {
    long[] lower = best.clone();
    lower[at] = value;
    return lower;
  }

  /** Whether these fail and are smaller: then they are the best ones. */
  private boolean accepted(long[] candidate) {
    if (exhausted() || !smaller(trimmed(candidate), best)) {
      return false;
    }
    steps++;
    long[] made = trial.failing(candidate);
    if (made == null || !smaller(trimmed(made), best)) {
      return false;
    }
    best = trimmed(made);
    return true;
  }

  /** Choices beyond the end are 0, so zeros at the end say nothing. */
  private static long[] trimmed(long[] choices) {
    int length = choices.length;
    while (length > 0 && choices[length - 1] == 0) {
      length--;
    }
    return Arrays.copyOf(choices, length);
  }

  private static boolean smaller(long[] one, long[] other) {
    return one.length != other.length
        ? one.length < other.length
        : Arrays.compareUnsigned(one, other) < 0;
  }
}
