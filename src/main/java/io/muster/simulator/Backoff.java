package io.muster.simulator;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When to try again: exponentially later, spread by half on both sides, never before the server
 * said (OpAMP, Throttling). Not thread-safe.
 */
final class Backoff {

  private static final int MOST_DOUBLINGS = 16;

  private final Duration first;
  private final Duration most;
  private int failures;

  /**
   * A new series.
   *
   * @param first wait after the first failure, before spreading
   * @param most longest wait, before spreading
   */
  Backoff(Duration first, Duration most) {
    this.first = first;
    this.most = most;
  }

  void succeeded() {
    failures = 0;
  }

  /** The wait after one more failure, in milliseconds, at least what the server asked for. */
  long nextMillis(Duration retryAfter, RandomGenerator random) {
    long wait = first.toMillis() << Math.min(failures, MOST_DOUBLINGS);
    failures++;
    long spread = (long) (Math.min(wait, most.toMillis()) * (0.5 + random.nextDouble()));
    long asked = retryAfter.toMillis();
    return asked == 0 ? spread : asked + (long) (spread * random.nextDouble());
  }
}
