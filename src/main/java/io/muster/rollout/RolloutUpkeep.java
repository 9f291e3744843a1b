package io.muster.rollout;

import io.muster.policy.PolicySource;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Drives rollouts by the clock, on one thread of its own: a step every second while any is under
 * way, otherwise a look for new ones every half a minute; at once when an operator did something,
 * here or on another instance. An instance that does not lead looks and tells instead.
 */
final class RolloutUpkeep {

  private static final Logger LOG = Logger.getLogger(RolloutUpkeep.class);

  /** Starts are told of; this is for a hint that was lost (SEMANTICS 14). */
  private static final int IDLE_TURNS = 30;

  private final RolloutController controller;
  private final FollowerObserver witness;
  private final BooleanSupplier leading;
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
      FollowerObserver witness,
      BooleanSupplier leading,
      QuarantineSweep quarantine,
      PolicySource policies,
      Duration interval) {
    this.controller = controller;
    this.witness = witness;
    this.leading = leading;
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
    boolean all = turn % IDLE_TURNS == 0;
    if (underWay || all) {
      step(all);
    }
  }

  private void step(boolean all) {
    if (leading.getAsBoolean()) {
      witness.rest();
      underWay = controller.tick();
    } else {
      underWay = witness.look(all);
    }
  }

  /** Takes a step at once: an operator did something, here or on another instance. */
  void soon() {
    try {
      timer.execute(() -> quietly(() -> step(true)));
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
