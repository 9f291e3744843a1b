package io.muster.rollout;

import io.muster.policy.PolicySource;
import io.muster.schedule.Periodic;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Drives rollouts by the clock, on one thread of its own: a step every second while any is under
 * way, otherwise a look for new ones every half a minute; at once when an operator did something,
 * here or on another instance. An instance that does not lead looks and tells instead.
 */
final class RolloutUpkeep {

  private static final String FAILED = "rollouts_not_driven";
  private static final Duration SHORTEST = Duration.ofMillis(10);

  /** Starts are told of; this is for a hint that was lost (SEMANTICS 14). */
  private static final int IDLE_TURNS = 30;

  private final RolloutController controller;
  private final FollowerObserver witness;
  private final BooleanSupplier leading;
  private final QuarantineSweep quarantine;
  private final PolicySource policies;
  private final Duration interval;
  private final Periodic timer = Periodic.onThread("rollouts");
  private final Runnable soon = timer.whenAsked(FAILED, () -> step(true));
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
    timer.every(interval.compareTo(SHORTEST) < 0 ? SHORTEST : interval, FAILED, this::turn);
    timer.every(
        Duration.ofSeconds(5), "quarantine_not_swept", () -> quarantine.run(policies.current()));
  }

  /** Waits for the step that is under way, for a second at most. */
  void stop() {
    timer.stop();
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

  /**
   * Has a step taken at once: an operator did something, here or on another instance. Never blocks;
   * once stopped nothing happens, and whoever starts next goes on.
   */
  void soon() {
    soon.run();
  }
}
