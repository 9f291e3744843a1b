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
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  private final SetMembership membership;

  PlannedWorldBuilder(
      PolicySource policies,
      Rehearsals rehearsals,
      ConfigChecks checks,
      Rollouts rollouts,
      AgentManifests agents,
      SetMembership membership) {
    this.policies = policies;
    this.rehearsals = rehearsals;
    this.checks = checks;
    this.rollouts = rollouts;
    this.agents = agents;
    this.membership = membership;
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
    PlannedLabels.plan(manifests, membership.labels().all(), findings);
    owned(manifests, rehearsal, findings);
    return new PlannedWorld(
        before,
        rehearsal.after(),
        findings.changes,
        findings.problems,
        findings.steps,
        staged == null ? Map.of() : staged.underWay(),
        manifests.set(),
        manifests.set() == null ? List.of() : manifests.ids(),
        findings.released,
        findings.labels,
        rehearsal.documents(),
        findings.validations,
        PlanToken.of(before, findings, manifests));
  }

  /** What belongs to another set is refused; what a set no longer has is deleted, if asked. */
  private void owned(Manifests manifests, Rehearsal rehearsal, PlanFindings findings) {
    ManifestSets sets = membership.read();
    if (!(manifests.set() instanceof OfSet set)) {
      manifests
          .ids()
          .forEach(id ->
              sets.owner(id)
                  .filter(owner -> changes(findings, id))
                  .ifPresent(owner ->
                      findings.warning(
                          id,
                          "it belongs to set '"
                              + owner
                              + "', of which the next apply brings back what is written there")));
      return;
    }
    Set<ManifestId> had = sets.members(set.name());
    findings.membership = had.toString();
    for (ManifestId id : manifests.ids()) {
      SetMembership.foreign(sets, set, id)
          .ifPresent(why ->
              findings.error(
                  id, "/name", why + ": change it there, or take it over with takeOver"));
    }
    List<ManifestId> gone =
        had.stream().filter(id -> !manifests.ids().contains(id)).sorted().toList();
    if (set.prune()) {
      PlannedDeletions deletions = new PlannedDeletions(rehearsal, agents, findings, set.author());
      gone.reversed().forEach(deletions::plan);
    } else {
      gone.forEach(id ->
          findings.warning(
              id,
              "it belongs to set '"
                  + set.name()
                  + "' and is not among the manifests: prune"
                  + " deletes it"));
    }
  }

  private static boolean changes(PlanFindings findings, ManifestId id) {
    return findings.changes.stream()
        .anyMatch(change -> change.manifest().equals(id) && change.action() != Change.Action.NONE);
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
