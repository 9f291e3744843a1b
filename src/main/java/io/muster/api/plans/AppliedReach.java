package io.muster.api.plans;

import io.muster.agent.AgentState;
import io.muster.config.ConfigReference;
import io.muster.config.RuleReference;
import io.muster.connection.ConnectionPolicy;
import io.muster.connection.ConnectionRecord;
import io.muster.plan.ManifestApplier;
import io.muster.policy.Desired;
import io.muster.policy.Policy;
import io.muster.policy.PolicySource;
import io.muster.rollout.Rollout;
import io.muster.rollout.Rollouts;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Which agents manifests that were applied are for. */
@Singleton
final class AppliedReach {

  private final PolicySource policies;
  private final ConnectionPolicy connections;
  private final Rollouts rollouts;

  AppliedReach(PolicySource policies, ConnectionPolicy connections, Rollouts rollouts) {
    this.policies = policies;
    this.connections = connections;
    this.rollouts = rollouts;
  }

  /** Those that any of them is for, by the policy as it is now. */
  Predicate<AgentState> of(List<ManifestApplier.Done> done) {
    Policy policy = policies.current();
    List<Predicate<AgentState>> each =
        done.stream().filter(one -> !one.deleted()).map(one -> of(one, policy)).toList();
    return agent -> each.stream().anyMatch(reached -> reached.test(agent));
  }

  private Predicate<AgentState> of(ManifestApplier.Done done, Policy policy) {
    return switch (done.manifest().kind()) {
      case CONFIG -> {
        ConfigReference config = ConfigReference.parse(done.reference());
        yield agent -> policy.wants(agent, config);
      }
      case RULE_SET -> {
        RuleReference rules = RuleReference.parse(done.reference());
        yield agent -> policy.wants(agent, rules);
      }
      case TARGET -> byTarget(done.name(), policy);
      case DEFAULT_CONFIG ->
          agent -> Desired.desired(agent, policy).reason() instanceof Desired.ByDefault;
      case CONNECTION_SETTINGS -> {
        Optional<ConnectionRecord> settings = connections.get(done.name());
        yield agent -> settings.filter(present -> present.matches(agent)).isPresent();
      }
      case LABELS -> agent -> agent.uid().toString().equals(done.name());
      case ROLLOUT ->
          Optional.ofNullable(done.rollout())
              .flatMap(rollouts::get)
              .map(Rollout::target)
              .map(target -> byTarget(target, policy))
              .orElse(agent -> false);
    };
  }

  private static Predicate<AgentState> byTarget(String name, Policy policy) {
    return agent ->
        Desired.desired(agent, policy).reason() instanceof Desired.ByTarget chosen
            && chosen.target().equals(name);
  }
}
