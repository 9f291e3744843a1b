package io.muster.rollout;

import io.muster.agent.Attempt;
import io.muster.agent.OfferKind;
import io.muster.fleet.Fleet;
import io.muster.fleet.KnownAgent;
import io.muster.policy.Desired;
import io.muster.policy.Policy;
import io.muster.policy.Quarantine;
import io.muster.policy.Target;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Marks a config that was rolled back on every agent that had it, so that it is not offered there
 * again by whatever way before an operator retries it. Finds the agents by what is stored of them:
 * nothing depends on having been there when it happened.
 */
final class QuarantineSweep {

  private final Fleet fleet;
  private final BooleanSupplier leading;

  /**
   * A sweep.
   *
   * @param leading whether this instance looks after the agents that no instance has, too
   */
  QuarantineSweep(Fleet fleet, BooleanSupplier leading) {
    this.fleet = fleet;
    this.leading = leading;
  }

  /** Looks at the whole fleet, if any target has something in quarantine. */
  void run(Policy policy) {
    Map<String, Quarantine> quarantines = new HashMap<>();
    for (Target target : policy.targets()) {
      if (target.quarantine() instanceof Quarantine quarantine) {
        quarantines.put(target.name(), quarantine);
      }
    }
    if (quarantines.isEmpty()) {
      return;
    }
    boolean nobodys = leading.getAsBoolean();
    for (KnownAgent agent : fleet.agents()) {
      boolean mine = agent.link() != null || (nobodys && agent.holdingElsewhere() == null);
      if (mine
          && Desired.desired(agent.state(), policy).reason() instanceof Desired.ByTarget chosen
          && quarantines.get(chosen.target()) instanceof Quarantine quarantine
          && offeredSince(agent, quarantine)) {
        var _ = fleet.takeBack(agent, OfferKind.CONFIG, quarantine.hash(), quarantine.reason());
      }
    }
  }

  /** What an agent was offered before the rollout is none of its doing. */
  private static boolean offeredSince(KnownAgent agent, Quarantine quarantine) {
    Attempt attempt = agent.state().facts().attempts().get(OfferKind.CONFIG, quarantine.hash());
    return attempt != null
        && (quarantine.since() == 0 || attempt.generation() > quarantine.since());
  }
}
