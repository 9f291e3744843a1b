package io.muster.plan;

import io.muster.collector.ConfigChecks;
import io.muster.config.syntax.ConfigProblem.Severity;
import io.muster.policy.Policy;
import io.muster.policy.PolicySource;
import io.muster.policy.Rehearsal;
import io.muster.policy.Rehearsals;
import io.muster.rollout.Rollouts;
import io.muster.rollout.StrategyCheck;
import jakarta.inject.Singleton;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lays manifests over the policy in force, by rehearsing their PUTs in the order in which they
 * would be applied: what a PUT refuses, a plan refuses. Reads the store, writes nothing;
 * thread-safe.
 */
@Singleton
final class PlannedWorldBuilder {

  private final PolicySource policies;
  private final Rehearsals rehearsals;
  private final ConfigChecks checks;
  private final Rollouts rollouts;
  private final AgentManifests agents;

  PlannedWorldBuilder(
      PolicySource policies,
      Rehearsals rehearsals,
      ConfigChecks checks,
      Rollouts rollouts,
      AgentManifests agents) {
    this.policies = policies;
    this.rehearsals = rehearsals;
    this.checks = checks;
    this.rollouts = rollouts;
    this.agents = agents;
  }

  /** What would be. Throws the store's exception when it is not there. */
  PlannedWorld of(Manifests manifests, ConfigChecks.Mode mode) {
    Policy before = policies.refresh();
    Rehearsal rehearsal = rehearsals.begin(before);
    PlanFindings findings = new PlanFindings();
    StagedTargets staged = staged(manifests, rehearsal, findings);
    PolicyManifests policy = new PolicyManifests(rehearsal, checks, mode, findings, staged);
    if (staged != null) {
      manifests.targets().forEach(put -> policy.pin(staged, put));
    }
    manifests.of(Manifest.OfRules.class).forEach(each -> policy.rules(each.put()));
    // By which agents follow configs when these are put.
    Policy following = staged == null ? before : rehearsal.after();
    manifests.configs().forEach(put -> policy.config(put, following));
    policy.targets(manifests.targets());
    manifests.of(Manifest.OfDefault.class).forEach(policy::defaultConfig);
    manifests
        .of(Manifest.OfConnection.class)
        .forEach(each -> agents.plan(each, manifests.force(), findings));
    manifests.of(Manifest.OfLabels.class).forEach(each -> agents.plan(each, findings));
    if (staged != null) {
      staged
          .starts()
          .forEach(start ->
              findings.steps.add(
                  new PlannedWorld.Step.Start(
                      start, new ManifestId(ManifestKind.TARGET, start.target()))));
    }
    PlannedRollouts planned = new PlannedRollouts(rollouts, rehearsal, findings);
    manifests.of(Manifest.OfRollout.class).forEach(planned::plan);
    return new PlannedWorld(
        before,
        rehearsal.after(),
        findings.changes,
        findings.problems,
        findings.steps,
        staged == null ? Map.of() : staged.underWay(),
        findings.labels,
        rehearsal.documents(),
        findings.validations,
        PlanToken.of(before, findings.seen, manifests, findings.asked));
  }

  private @Nullable StagedTargets staged(
      Manifests manifests, Rehearsal rehearsal, PlanFindings findings) {
    ByRollout how = manifests.byRollout();
    if (how == null) {
      return null;
    }
    StrategyCheck check = rollouts.check(how.strategy());
    if (check.refusal() instanceof String refusal) {
      findings.problems.add(ManifestProblem.ofAll(Severity.ERROR, refusal));
    }
    check
        .warnings()
        .forEach(
            warning -> findings.problems.add(ManifestProblem.ofAll(Severity.WARNING, warning)));
    return new StagedTargets(rehearsal, how);
  }
}
