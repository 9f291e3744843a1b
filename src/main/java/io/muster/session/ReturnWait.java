package io.muster.session;

import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * Waits for those who come back at once to where they were let go: a port that is closed would have
 * them try again after longer and longer waits, one that answers tells them when. Not for several
 * threads.
 */
final class ReturnWait {

  /** Nobody has come for as long: the others went elsewhere, or wait by themselves. */
  static final Duration QUIET = Duration.ofMillis(500);

  static final Duration MOST = Duration.ofSeconds(2);

  private final IntSupplier turnedAway;
  private final LongSupplier nanoTime;
  private final Runnable pause;

  /**
   * Looks again after each pause.
   *
   * @param turnedAway how many have come and been told
   */
  ReturnWait(IntSupplier turnedAway, LongSupplier nanoTime, Runnable pause) {
    this.turnedAway = turnedAway;
    this.nanoTime = nanoTime;
    this.pause = pause;
  }

  /** Blocks until so many have come, no more come, or it took too long. */
  void await(int agents, long end) {
    long last = nanoTime.getAsLong();
    long until = Math.min(end, last + MOST.toNanos());
    int seen = turnedAway.getAsInt();
    long now = last;
    while (seen < agents && now < until && now - last < QUIET.toNanos()) {
      pause.run();
      now = nanoTime.getAsLong();
      int come = turnedAway.getAsInt();
      if (come != seen) {
        seen = come;
        last = now;
      }
    }
  }
}
