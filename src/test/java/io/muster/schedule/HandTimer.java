package io.muster.schedule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A timer whose time goes on by hand. */
final class HandTimer implements Periodic.Timer {

  private record Due(long at, int number, Runnable run) {}

  private static final Comparator<Due> ORDER =
      Comparator.comparingLong(Due::at).thenComparingInt(Due::number);

  private final List<Due> queue = new ArrayList<>();
  private int number;
  private long now;
  private boolean stopped;
  private boolean running;

  @Override
  public void after(Duration delay, Runnable run) {
    if (!stopped) {
      queue.add(new Due(now + delay.toNanos(), number++, run));
    }
  }

  @Override
  public boolean stop(Duration within) {
    stopped = true;
    queue.clear();
    return !running;
  }

  long nanoTime() {
    return now;
  }

  int waiting() {
    return queue.size();
  }

  /** Time that the work itself takes. */
  void takes(Duration time) {
    now += time.toNanos();
  }

  /** Lets time pass, and does what is due by then. */
  void pass(Duration time) {
    long end = now + time.toNanos();
    while (!queue.isEmpty()) {
      Due next = queue.stream().min(ORDER).orElseThrow();
      if (next.at() > end) {
        break;
      }
      queue.remove(next);
      now = Math.max(now, next.at());
      running = true;
      next.run().run();
      running = false;
    }
    now = Math.max(now, end);
  }
}
