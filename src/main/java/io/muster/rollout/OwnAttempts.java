package io.muster.rollout;

import io.muster.agent.AgentState;
import io.muster.agent.Attempt;
import io.muster.agent.OfferKind;
import org.jspecify.annotations.Nullable;

/**
 * Which attempts are a rollout's own: those that were offered since it began. What was tried with
 * the same config before is history, and neither counted nor taken back. Pure.
 */
final class OwnAttempts {

  private OwnAttempts() {}

  /** The agent's attempt with the rollout's config, if the rollout offered it; else null. */
  static @Nullable Attempt of(Rollout rollout, AgentState agent) {
    Attempt attempt = agent.facts().attempts().get(OfferKind.CONFIG, rollout.hash());
    return attempt != null && own(rollout, attempt) ? attempt : null;
  }

  /**
   * By the generation of the policy, which rises on all instances alike; their clocks may differ.
   * Rollouts of earlier versions do not know theirs.
   */
  private static boolean own(Rollout rollout, Attempt attempt) {
    return rollout.since() > 0
        ? attempt.generation() > rollout.since()
        : !attempt.offeredAt().isBefore(rollout.createdAt());
  }
}
