package io.muster.rollout;

import io.muster.config.PolicySource;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Drives rollouts by the clock, on one thread of its own: a step every second while any is under
 * way, otherwise a look for new ones every few seconds; at once when this instance began one.
 */
final class RolloutUpkeep {

  private static final Logger LOG = Logger.getLogger(RolloutUpkeep.class);

  private static final int IDLE_TURNS = 5;

  private final RolloutController controller;
  private final QuarantineSweep quarantine;
  private final PolicySource policies;
  private final Duration interval;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("rollouts").daemon(true).factory());
  private boolean underWay = true;
  private int turn;

  RolloutUpkeep(
      RolloutController controller,
      QuarantineSweep quarantine,
      PolicySource policies,
      Duration interval) {
    this.controller = controller;
    this.quarantine = quarantine;
    this.policies = policies;
    this.interval = interval;
  }

  void start() {
    long millis = Math.max(10, interval.toMillis());
    var _ =
        timer.scheduleWithFixedDelay(
            () -> quietly(this::turn), millis, millis, TimeUnit.MILLISECONDS);
    var _ =
        timer.scheduleWithFixedDelay(
            () -> quietly(() -> quarantine.run(policies.current())), 5, 5, TimeUnit.SECONDS);
  }

  void stop() {
    timer.shutdownNow();
  }

  private void turn() {
    turn++;
    if (underWay || turn % IDLE_TURNS == 0) {
      step();
    }
  }

  private void step() {
    underWay = controller.tick();
  }

  /** Takes a step at once: an operator did something. */
  void soon() {
    try {
      timer.execute(() -> quietly(this::step));
    } catch (RejectedExecutionException e) {
      // Shutting down: whoever starts next goes on.
    }
  }

  private static void quietly(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      // Whatever is thrown on would be the last of this task.
      LOG.warnf("event=rollouts_not_driven reason=\"%s\"", e);
    }
  }
}
