package io.muster.policy;

import io.muster.agent.AgentState;
import io.muster.agent.Attempt;
import io.muster.agent.OfferKind;
import io.muster.protocol.ContentHash;
import java.util.Optional;

/**
 * Whether a config that an agent is due brings back what it had before a rollout gave it another
 * one. Found by what is stored of the agent and the target: also when the agent comes long after
 * the rollout has ended. Pure.
 */
final class TakingBack {

  private TakingBack() {}

  /**
   * Whether it is so.
   *
   * @param due the hash of what is due
   */
  static boolean is(AgentState agent, Policy policy, ContentHash due) {
    if (!(Desired.desired(agent, policy).reason() instanceof Desired.ByTarget chosen)
        || chosen.rollout() != null
        || !(policy.target(chosen.target()) instanceof Target target)) {
      return false;
    }
    return is(agent, target, due);
  }

  /** The same of what is the target's own config. */
  static boolean is(AgentState agent, Target target, ContentHash due) {
    if (target.tried().isEmpty()) {
      return false;
    }
    // Behind what is due there may be a try of it already.
    Optional<Attempt> before =
        agent.facts().attempts().list().stream()
            .filter(each -> each.kind().equals(OfferKind.CONFIG) && !each.hash().equals(due))
            .findFirst();
    return before.isPresent()
        && target.tried().stream()
            .anyMatch(tried ->
                tried.hash().equals(before.get().hash())
                    && before.get().generation() > tried.since());
  }
}
