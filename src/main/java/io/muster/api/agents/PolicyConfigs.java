package io.muster.api.agents;

import io.muster.agent.AgentState;
import io.muster.config.EncodedRevision;
import io.muster.config.RuleReference;
import io.muster.policy.Desired;
import io.muster.policy.PolicySource;
import io.muster.policy.WindowWait;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the policy in force wants. */
@Singleton
final class PolicyConfigs implements DesiredConfigs {

  private final PolicySource policies;

  PolicyConfigs(PolicySource policies) {
    this.policies = policies;
  }

  @Override
  public AgentJson.Desired desired(AgentState agent) {
    Desired desired = Desired.desired(agent, policies.current());
    EncodedRevision revision = desired.revision();
    String target =
        switch (desired.reason()) {
          case Desired.ByTarget chosen -> chosen.target();
          case Desired.ByDefault ignored -> null;
          case Desired.Nothing ignored -> null;
        };
    return revision == null
        ? new AgentJson.Desired(null, null, null, null, target)
        : new AgentJson.Desired(
            revision.name(), revision.number(), revision.hash().hex(), rules(revision), target);
  }

  @Override
  public Optional<WindowWait> waits(AgentState agent, Instant now) {
    return WindowWait.of(agent, Desired.desired(agent, policies.current()), now);
  }

  private static @Nullable List<String> rules(EncodedRevision revision) {
    return revision.rules().isEmpty()
        ? null
        : revision.rules().stream().map(RuleReference::toString).toList();
  }
}
