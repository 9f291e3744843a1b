package io.muster.fleet;

import java.time.InstantSource;

/**
 * Limits how many agents per second are asked for their full state (SEMANTICS 2): a token bucket
 * that holds one second. Thread-safe.
 */
final class FullStatePace {

  private final InstantSource clock;
  private final int perSecond;
  private double tokens;
  private long refilledMillis;

  FullStatePace(InstantSource clock, int perSecond) {
    this.clock = clock;
    this.perSecond = perSecond;
    this.tokens = perSecond;
    this.refilledMillis = clock.millis();
  }

  synchronized boolean tryTake() {
    long now = clock.millis();
    if (now > refilledMillis) {
      tokens = Math.min(perSecond, tokens + (now - refilledMillis) * perSecond / 1000.0);
      refilledMillis = now;
    }
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }
}
