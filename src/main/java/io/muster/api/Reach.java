package io.muster.api;

import io.muster.agent.AgentState;
import io.muster.agent.Presence;
import io.muster.config.ConfigReference;
import io.muster.config.Policy;
import io.muster.config.PolicySource;
import io.muster.config.RuleReference;
import io.muster.fleet.Fleet;
import io.muster.fleet.FleetSettings;
import io.muster.fleet.KnownAgent;
import io.muster.protocol.AgentCapability;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** How many agents a config reaches (SEMANTICS 12). */
@Singleton
final class Reach {

  /**
   * Numbers of agents.
   *
   * @param agents that should have it and accept configs
   * @param connected those of them that are not disconnected
   */
  record Count(long agents, long connected) {}

  private final Fleet fleet;
  private final FleetSettings settings;
  private final PolicySource policies;

  Reach(Fleet fleet, FleetSettings settings, PolicySource policies) {
    this.fleet = fleet;
    this.settings = settings;
    this.policies = policies;
  }

  /** Counts over the whole fleet: a few milliseconds for 20,000 agents. */
  Count of(ConfigReference pinned) {
    Policy policy = policies.current();
    return count(agents -> policy.reach(pinned, agents));
  }

  /** The same for a revision of a rule set, in whatever config it is. */
  Count of(RuleReference pinned) {
    Policy policy = policies.current();
    return count(agents -> policy.reach(pinned, agents));
  }

  private Count count(ToLongFunction<Stream<AgentState>> reach) {
    Instant now = fleet.now();
    long agents = reach.applyAsLong(able().map(KnownAgent::state));
    long connected =
        agents == 0
            ? 0
            : reach.applyAsLong(
                able()
                    .filter(agent -> agent.presence(now, settings) != Presence.DISCONNECTED)
                    .map(KnownAgent::state));
    return new Count(agents, connected);
  }

  /** The others are never offered a config, whatever a target wants. */
  private Stream<KnownAgent> able() {
    return fleet.agents().stream()
        .filter(agent -> agent.state().can(AgentCapability.ACCEPTS_REMOTE_CONFIG));
  }
}
