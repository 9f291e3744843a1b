package io.muster.rollout;

import io.muster.failure.InvalidInput;
import java.time.Duration;

/**
 * When a gate trips: its value does not stand in the relation to the threshold, several evaluations
 * in a row.
 *
 * @param consecutive evaluations in a row, 1 to {@value #MAX_CONSECUTIVE}
 * @param every time between two evaluations, 0 s to 1 h
 */
public record Condition(Comparison operator, double threshold, int consecutive, Duration every) {

  static final int MAX_CONSECUTIVE = 1000;

  private static final Duration MAX_EVERY = Duration.ofHours(1);

  public Condition {
    if (!Double.isFinite(threshold)) {
      throw new InvalidInput("threshold is " + threshold + ", expected a number");
    }
    if (consecutive < 1 || consecutive > MAX_CONSECUTIVE) {
      throw new InvalidInput(
          "consecutive is " + consecutive + ", expected 1 to " + MAX_CONSECUTIVE);
    }
    if (every.isNegative() || every.compareTo(MAX_EVERY) > 0) {
      throw new InvalidInput("every is " + every + ", expected PT0S to " + MAX_EVERY);
    }
  }

  boolean holds(double value) {
    return operator.holds(value, threshold);
  }

  /** For people: "< 0.01". */
  @Override
  public String toString() {
    return operator.text() + " " + NumberText.text(threshold);
  }
}
