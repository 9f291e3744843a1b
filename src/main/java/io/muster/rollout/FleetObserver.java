package io.muster.rollout;

import io.muster.agent.AgentState;
import io.muster.fleet.Fleet;
import io.muster.fleet.FleetSettings;
import io.muster.fleet.KnownAgent;
import io.muster.freeze.Freezes;
import io.muster.policy.Fallbacks;
import io.muster.policy.Policy;
import io.muster.policy.PolicySource;
import io.muster.policy.Target;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Looks at the agents of a rollout: what they say, how they are, and whether they stay well. Takes
 * the config back from those that do not. Among several instances each looks at its own agents.
 * What it remembers is lost with the process; then agents are watched once more. One thread; a look
 * at 20,000 agents takes some milliseconds.
 */
final class FleetObserver implements Observations {

  /** Agents remembered although they may be gone. */
  private static final int SLACK = 1_000;

  private final Fleet fleet;
  private final PolicySource policies;
  private final BooleanSupplier leading;
  private final FleetLook.Context context;
  private final Map<String, WatchMemory> memories = new HashMap<>();

  /**
   * An observer.
   *
   * @param leading whether this instance looks at the agents that no instance has, too
   * @param watch how long an agent must stay well after APPLIED
   */
  FleetObserver(
      Fleet fleet,
      FleetSettings settings,
      PolicySource policies,
      Fallbacks fallbacks,
      Freezes freezes,
      BooleanSupplier leading,
      Duration watch) {
    this.fleet = fleet;
    this.policies = policies;
    this.leading = leading;
    this.context = new FleetLook.Context(fleet, settings, fallbacks, freezes, watch, fleet.now());
  }

  @Override
  public void keep(Set<String> rollouts) {
    memories.keySet().retainAll(rollouts);
  }

  @Override
  public Optional<Observation> of(Rollout rollout) {
    Policy policy = policies.current();
    if (!inForce(rollout, policy)) {
      return Optional.empty();
    }
    WatchMemory memory = memories.computeIfAbsent(rollout.id(), id -> new WatchMemory());
    boolean nobodys = leading.getAsBoolean();
    FleetLook look = new FleetLook(context, rollout, policy, memory);
    for (KnownAgent agent : fleet.agents()) {
      AgentState state = agent.state();
      if (state.takesConfigs()
          && (agent.link() != null || (nobodys && agent.holdingElsewhere() == null))) {
        look.at(agent, state);
      }
    }
    if (memory.watches.size() > 2 * look.total() + SLACK) {
      memory.watches.keySet().retainAll(look.known());
    }
    return Optional.of(look.observation());
  }

  /** Whether the policy that is in force here is what the rollout's step made of the target. */
  private static boolean inForce(Rollout rollout, Policy policy) {
    for (Target target : policy.targets()) {
      if (target.name().equals(rollout.target()) && rollout.holds(target)) {
        return rollout.steered(target).equals(target);
      }
    }
    return rollout.state() == RolloutState.ROLLING_BACK || rollout.state().finished();
  }
}
