package io.muster.rollout;

import io.muster.config.ConfigReference;
import io.muster.policy.Resolution;
import io.muster.policy.Split;
import io.muster.policy.Target;
import java.util.function.Function;

/** Whether a rollout may begin, as its target and the configs stand: the same for a plan. */
public sealed interface StartCheck {

  /** It may, and leads there. */
  record May(Resolution.Found to) implements StartCheck {}

  /** It may not. */
  record Not(StartOutcome why) implements StartCheck {}

  /**
   * Asks.
   *
   * @param resolve what references mean
   */
  static StartCheck of(
      StartRollout wish, Target target, Function<ConfigReference, Resolution> resolve) {
    if (!target.config().pinned()) {
      return not(
          "target '"
              + target.name()
              + "' follows the newest revision of "
              + target.config()
              + ", which reaches all its agents at once: pin it first, as "
              + target.config().name()
              + "@<number>");
    }
    if (target.split() instanceof Split split && !wish.supersede()) {
      return not(
          "rollout "
              + split.rollout()
              + " is at work on target '"
              + target.name()
              + "': abort it, or start this one with supersede true");
    }
    return switch (resolve.apply(wish.config())) {
      case Resolution.Unusable(String message) -> new Not(new StartOutcome.Invalid(message));
      case Resolution.Found found -> leadingTo(found, target, resolve);
    };
  }

  private static StartCheck leadingTo(
      Resolution.Found found, Target target, Function<ConfigReference, Resolution> resolve) {
    ConfigReference to = found.pinned();
    if (to.equals(target.config())) {
      return not("target '" + target.name() + "' has " + to + " already");
    }
    if (resolve.apply(target.config()) instanceof Resolution.Found before
        && before.hash().equals(found.hash())) {
      return not(
          to
              + " has the same content as "
              + target.config()
              + ", which target '"
              + target.name()
              + "' has: agents would see no change");
    }
    return new May(found);
  }

  private static StartCheck not(String message) {
    return new Not(new StartOutcome.Conflict(message));
  }
}
