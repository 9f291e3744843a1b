package io.muster.fleet;

import java.time.InstantSource;

/** How often something may happen: a token bucket. Thread-safe; never blocks. */
public final class TokenBucket {

  private static final double MILLIS_PER_SECOND = 1000;

  private final InstantSource clock;
  private final double perSecond;
  private final double burst;
  private double tokens;
  private long refilledMillis;

  /**
   * A full bucket.
   *
   * @param perSecond how many tokens come back each second, above 0
   * @param burst how many it holds, at least 1
   */
  public TokenBucket(InstantSource clock, double perSecond, double burst) {
    if (perSecond <= 0 || burst < 1) {
      throw new IllegalArgumentException(
          "a pace of " + perSecond + " a second with a burst of " + burst + " lets nothing happen");
    }
    this.clock = clock;
    this.perSecond = perSecond;
    this.burst = burst;
    this.tokens = burst;
    this.refilledMillis = clock.millis();
  }

  /** Takes a token; false if there is none now. */
  public synchronized boolean tryTake() {
    long now = clock.millis();
    if (now > refilledMillis) {
      tokens = Math.min(burst, tokens + (now - refilledMillis) * perSecond / MILLIS_PER_SECOND);
      refilledMillis = now;
    }
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }
}
