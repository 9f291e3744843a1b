package io.muster.schedule;

import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalLong;

/**
 * Lets a few of many equal events through in each period, for the log; the others are counted.
 * Thread-safe, never blocks.
 */
public final class BoundedRate {

  private final InstantSource clock;
  private final long periodMillis;
  private final int most;
  private long begun;
  private int through;
  private long leftOut;

  /**
   * A rate.
   *
   * @param most how many are let through in a period, from 1
   */
  public BoundedRate(InstantSource clock, Duration period, int most) {
    if (most < 1 || period.toMillis() < 1) {
      throw new IllegalArgumentException(most + " in " + period + " lets nothing through");
    }
    this.clock = clock;
    this.periodMillis = period.toMillis();
    this.most = most;
    this.begun = clock.millis();
  }

  /**
   * An event.
   *
   * @return empty if it is left out; else how many were left out since the last one that was not
   */
  public synchronized OptionalLong next() {
    long now = clock.millis();
    // A clock that was set back begins a period, too.
    if (now - begun >= periodMillis || now < begun) {
      begun = now;
      through = 0;
    }
    if (through >= most) {
      leftOut++;
      return OptionalLong.empty();
    }
    through++;
    long before = leftOut;
    leftOut = 0;
    return OptionalLong.of(before);
  }
}
