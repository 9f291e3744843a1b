package io.muster.sync;

import io.muster.agent.AgentState;
import io.muster.agent.Attempt;
import io.muster.agent.Baseline;
import io.muster.agent.ConfigComparison;
import io.muster.agent.Health;
import io.muster.agent.OfferKind;
import io.muster.agent.Sync;
import io.muster.fleet.KnownAgent;
import io.muster.protocol.ContentHash;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When what an agent runs becomes what it is measured by later (SEMANTICS 28). */
final class Baselines {

  private Baselines() {}

  /**
   * The baseline of an agent that has none for what it has applied: what it runs, if that has all
   * of the config, the agent is well, and it had time to settle; else null.
   *
   * @param offered how its effective config compares with the config it should have
   */
  static @Nullable Baseline due(
      KnownAgent agent,
      AgentState state,
      ContentHash desired,
      ConfigComparison offered,
      Instant now) {
    ContentHash effective = state.reported().effectiveConfig();
    Baseline present = state.facts().baseline();
    Health health = state.reported().health();
    if (effective == null
        || agent.link() == null
        || !(offered instanceof ConfigComparison.Same)
        || !state.hasConfig(desired)
        || (present != null && present.isOf(state, desired))
        || (health != null && !health.healthy())
        || !settled(agent, state, desired, now)) {
      return null;
    }
    return Baseline.of(state, desired, effective);
  }

  /** What it ran before the offer may have all of the new config, too. */
  private static boolean settled(
      KnownAgent agent, AgentState state, ContentHash desired, Instant now) {
    Attempt attempt = state.facts().attempts().get(OfferKind.CONFIG, desired);
    if (attempt == null || attempt.state() != Attempt.State.APPLIED) {
      return true; // It had this before anybody remembers.
    }
    Duration time =
        agent.hasToldEffectiveSince(attempt.offeredAt())
            ? Sync.HEALTH_SETTLES
            : Sync.EFFECTIVE_SETTLES;
    return !now.isBefore(attempt.changedAt().plus(agent.patience(time)));
  }
}
