package io.muster.rollout;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The clock that stages are observed by: the wall's, or one that runs a whole number of times as
 * fast, from the same beginning of time on all instances and after every restart.
 */
final class RolloutClock implements InstantSource {

  private static final Instant BEGINNING = Instant.parse("2020-01-01T00:00:00Z");

  private final InstantSource wall;
  private final int factor;

  RolloutClock(InstantSource wall, int factor) {
    if (factor < 1 || factor > 100_000) {
      throw new IllegalArgumentException(
          "muster.rollouts.clock-factor is " + factor + ", expected 1 to 100000");
    }
    this.wall = wall;
    this.factor = factor;
  }

  @Override
  public Instant instant() {
    Instant now = wall.instant();
    return factor == 1
        ? now
        : BEGINNING.plus(Duration.between(BEGINNING, now).multipliedBy(factor));
  }
}
