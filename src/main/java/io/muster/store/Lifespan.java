package io.muster.store;

import java.time.Duration;

/**
 * How long an entry lives after the write; expired entries are as good as absent.
 *
 * @param duration at least a millisecond; zero means forever
 */
public record Lifespan(Duration duration) {

  /** Until it is removed. */
  public static final Lifespan FOREVER = new Lifespan(Duration.ZERO);

  public Lifespan {
    if (!duration.isZero() && duration.toMillis() < 1) {
      throw new IllegalArgumentException("a lifespan of " + duration + " is too short");
    }
  }

  /** A lifespan of at least a millisecond. */
  public static Lifespan of(Duration duration) {
    if (duration.isZero()) {
      throw new IllegalArgumentException("a lifespan of zero is too short");
    }
    return new Lifespan(duration);
  }

  /** Whether it never ends. */
  public boolean isForever() {
    return duration.isZero();
  }
}
