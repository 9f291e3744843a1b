package io.muster.rollout;

import io.muster.failure.InvalidInput;

/**
 * What a gate's outcome does.
 *
 * @param enforced false: it is reported and does nothing
 * @param minimum agents that must have been offered the config before it says anything
 */
public record Enforcement(OnError onError, boolean enforced, int minimum) {

  /** What an inconclusive outcome does. */
  public enum OnError {
    /** The rollout pauses until there is an outcome again; for too long, it fails. */
    PAUSE,
    /** It counts as a failure. */
    FAIL,
    /** The gate counts as if it held. */
    IGNORE
  }

  /** Enforced; pauses if inconclusive; whatever the number of agents. */
  public static final Enforcement STANDARD = new Enforcement(OnError.PAUSE, true, 0);

  private static final int MAX_MINIMUM = 1_000_000;

  public Enforcement {
    if (minimum < 0 || minimum > MAX_MINIMUM) {
      throw new InvalidInput("minimum is " + minimum + ", expected 0 to " + MAX_MINIMUM);
    }
  }
}
