package io.muster.rollout;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The clock that stages are observed by: it begins with the wall's when the process does and then
 * goes steadily, whatever is done to the wall's; so an observation is as long as it says. It may
 * run a whole number of times as fast, from the same beginning of time on all instances.
 */
final class RolloutClock implements InstantSource {

  private static final Instant BEGINNING = Instant.parse("2020-01-01T00:00:00Z");

  private final InstantSource wall;
  private final int factor;
  private final LongSupplier nanoTime;
  private final Instant begun;
  private final long begunNanos;

  RolloutClock(InstantSource wall, LongSupplier nanoTime, int factor) {
    if (factor < 1 || factor > 100_000) {
      throw new IllegalArgumentException(
          "muster.rollouts.clock-factor is " + factor + ", expected 1 to 100000");
    }
    this.wall = wall;
    this.factor = factor;
    this.nanoTime = nanoTime;
    this.begun = wall.instant();
    this.begunNanos = nanoTime.getAsLong();
  }

  @Override
  public Instant instant() {
    return scaled(begun.plusNanos(nanoTime.getAsLong() - begunNanos));
  }

  /** The wall's clock, as fast as this one: for hours of the day. */
  InstantSource hours() {
    return () -> scaled(wall.instant());
  }

  private Instant scaled(Instant now) {
    return factor == 1
        ? now
        : BEGINNING.plus(Duration.between(BEGINNING, now).multipliedBy(factor));
  }
}
