package io.muster.rollout;

import java.time.Instant;

/**
 * How a gate was evaluated last in this stage.
 *
 * @param value not a number if there was none
 * @param failures evaluations in a row that did not hold
 * @param evaluatedAt when its value was asked for
 * @param error why there was no value; empty if there was one
 */
public record GateStatus(double value, int failures, Instant evaluatedAt, String error) {

  /** Longest error. */
  static final int MAX_ERROR = 500;

  public GateStatus {
    error = error.length() <= MAX_ERROR ? error : error.substring(0, MAX_ERROR - 1) + "…";
  }

  /** Whether the last evaluation held. */
  public boolean holds() {
    return failures == 0;
  }
}
