package io.muster.cluster;

import io.muster.schedule.Periodic;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Keeps in memory, as a whole, what is asked too often for the store: it is read again when a hint
 * says so, and now and then. Without other instances too, as the store may have been away at the
 * start.
 */
public final class Rereading {

  /** A hint may be lost: so long a change of another instance may go unseen. */
  private static final Duration NOW_AND_THEN = Duration.ofSeconds(30);

  private static final Duration UNTIL_KNOWN = Duration.ofSeconds(1);

  private Rereading() {}

  /**
   * Begins, and goes on until the timer stops.
   *
   * @param failed what the log says when it cannot be read, as `freezes_not_read`
   * @param known whether it was read since the start; until then it is tried each second
   * @param reread reads all and puts it in force; may block and throw
   */
  public static void begin(
      Feed feed,
      String topic,
      Periodic timer,
      String failed,
      BooleanSupplier known,
      Runnable reread) {
    feed.follow(topic, reread);
    timer.every(NOW_AND_THEN, failed, reread);
    timer.every(
        UNTIL_KNOWN,
        failed,
        () -> {
          if (!known.getAsBoolean()) {
            reread.run();
          }
        });
  }
}
