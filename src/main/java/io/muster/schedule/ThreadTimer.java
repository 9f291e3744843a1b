package io.muster.schedule;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A daemon thread of its own, which begins with its first work. */
final class ThreadTimer implements Periodic.Timer {

  private final ScheduledThreadPoolExecutor executor;

  ThreadTimer(String name) {
    executor =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name(name).daemon(true).factory());
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  @Override
  public void after(Duration delay, Runnable run) {
    try {
      var _ = executor.schedule(run, delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // Stopped.
    }
  }

  @Override
  public boolean stop(Duration within) {
    executor.shutdown();
    boolean ended = false;
    try {
      ended = executor.awaitTermination(within.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!ended) {
      var _ = executor.shutdownNow();
    }
    return ended;
  }
}
