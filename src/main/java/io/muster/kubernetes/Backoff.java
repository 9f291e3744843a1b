package io.muster.kubernetes;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** How long to wait before the API server is asked again. For one thread. */
final class Backoff {

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofSeconds(60);

  /** The longest that a server is believed to want to be left alone. */
  private static final Duration LONGEST_ASKED = Duration.ofMinutes(10);

  private static final int MAX_DOUBLINGS = 6;

  private final RandomGenerator random;
  private int failures;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /**
   * It failed once more: twice as long as before, less up to a half, so that many clients of one
   * server do not come back together; and not before the server wants it.
   *
   * @param asked what the server said; null if nothing
   */
  Duration failed(@Nullable Duration asked) {
    long most = FIRST.toMillis() << Math.min(failures, MAX_DOUBLINGS);
    failures++;
    long millis = Math.min(most, LONGEST.toMillis());
    Duration own = Duration.ofMillis(millis / 2 + random.nextLong(millis / 2 + 1));
    if (asked == null) {
      return own;
    }
    Duration believed = asked.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : asked;
    return own.compareTo(believed) > 0 ? own : believed.plus(own.dividedBy(4));
  }

  /** It went well. */
  void reset() {
    failures = 0;
  }

  /** Failures in a row. */
  int failures() {
    return failures;
  }
}
