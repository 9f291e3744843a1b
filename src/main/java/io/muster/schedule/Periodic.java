package io.muster.schedule;

import io.muster.failure.Unavailable;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Work that is done again and again on one daemon thread: of all that one of these does, never two
 * things at once. Work may block, which delays the others of the same thread. What it throws is
 * logged and does not keep it from its next run; the same reason twice in a row is logged once.
 * Thread-safe.
 */
public final class Periodic {

  /** How long {@link #stop()} waits for what runs. */
  static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final Logger LOG = Logger.getLogger(Periodic.class);

  /** The thread, and its clock. */
  interface Timer {

    /** Runs this after the delay, one thing at a time; does nothing once stopped. Never blocks. */
    void after(Duration delay, Runnable run);

    /** Begins nothing any more; false if what runs did not end within this time. Blocks. */
    boolean stop(Duration within);
  }

  private final Timer timer;
  private final LongSupplier nanoTime;

  Periodic(Timer timer, LongSupplier nanoTime) {
    this.timer = timer;
    this.nanoTime = nanoTime;
  }

  /** Work for a thread of this name; the thread begins with the first work. */
  public static Periodic onThread(String name) {
    return new Periodic(new ThreadTimer(name), System::nanoTime);
  }

  /**
   * Runs this for the first time after the interval, then each time the interval after it ended.
   *
   * @param failed what the log says when it throws, as `upkeep_failed`
   */
  public void every(Duration interval, String failed, Runnable run) {
    Work work = new Work(failed, run);
    timer.after(interval, () -> pausing(interval, work));
  }

  private void pausing(Duration interval, Work work) {
    work.run();
    timer.after(interval, () -> pausing(interval, work));
  }

  /**
   * As {@link #every}, but the interval is counted from the beginning of each run: a run that takes
   * longer is followed by the next at once, and runs that were missed are not made up for.
   */
  public void atRate(Duration interval, String failed, Runnable run) {
    Work work = new Work(failed, run);
    timer.after(interval, () -> beating(interval, work));
  }

  private void beating(Duration interval, Work work) {
    long begun = nanoTime.getAsLong();
    work.run();
    Duration left = interval.minusNanos(nanoTime.getAsLong() - begun);
    timer.after(left.isNegative() ? Duration.ZERO : left, () -> beating(interval, work));
  }

  /**
   * Work that is done when asked for.
   *
   * @return asks for it: it is run once more, as soon as the thread is free; asking again before it
   *     has begun changes nothing. Never blocks
   */
  public Runnable whenAsked(String failed, Runnable run) {
    Work work = new Work(failed, run);
    AtomicBoolean asked = new AtomicBoolean();
    return () -> {
      if (asked.compareAndSet(false, true)) {
        timer.after(
            Duration.ZERO,
            () -> {
              asked.set(false);
              work.run();
            });
      }
    };
  }

  /**
   * Begins nothing any more and waits for what runs, for a second at most; then it is interrupted.
   * Whatever follows may count on it in good order only.
   */
  public void stop() {
    if (!timer.stop(PATIENCE)) {
      LOG.warnf("event=stopped_in_the_middle patience=%s", PATIENCE);
    }
  }

  /** What is done, and whether its trouble was told; on the timer's thread only. */
  private static final class Work {

    private final String failed;
    private final Runnable run;
    private @Nullable String told;

    private Work(String failed, Runnable run) {
      this.failed = failed;
      this.run = run;
    }

    private void run() {
      try {
        run.run();
        told = null;
      } catch (RuntimeException | Error e) {
        String reason = e.toString();
        // A store that is away for long is no flood of lines; a fault of ours has its trace.
        boolean again = reason.equals(told);
        boolean away = e instanceof Unavailable;
        LOG.logf(
            again ? Level.DEBUG : away ? Level.WARN : Level.ERROR,
            again || away ? null : e,
            "event=%s reason=\"%s\"",
            failed,
            reason);
        told = reason;
      }
    }
  }
}
