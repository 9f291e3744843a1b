package io.muster.rollout;

import io.muster.failure.InvalidInput;
import java.util.Arrays;
import java.util.stream.Collectors;

/** How a gate compares what it measures with its threshold. */
public enum Comparison {
  LESS("<"),
  AT_MOST("<="),
  GREATER(">"),
  AT_LEAST(">="),
  EQUAL("==");

  private final String text;

  Comparison(String text) {
    this.text = text;
  }

  /** As it is written. */
  public String text() {
    return text;
  }

  /** Whether a value stands in this relation to a threshold; not a number never does. */
  public boolean holds(double value, double threshold) {
    return switch (this) {
      case LESS -> value < threshold;
      case AT_MOST -> value <= threshold;
      case GREATER -> value > threshold;
      case AT_LEAST -> value >= threshold;
      case EQUAL -> value == threshold;
    };
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws InvalidInput with a message for people
   */
  public static Comparison parse(String text) {
    for (Comparison comparison : values()) {
      if (comparison.text.equals(text)) {
        return comparison;
      }
    }
    throw new InvalidInput(
        "operator '"
            + text
            + "' is none of "
            + Arrays.stream(values()).map(Comparison::text).collect(Collectors.joining(" ")));
  }
}
