package io.muster.plan;

import io.muster.collector.ConfigChecks;
import io.muster.collector.Validation;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigReference;
import io.muster.config.ConfigRevision;
import io.muster.config.PutConfig;
import io.muster.config.PutOutcome;
import io.muster.config.Resolver;
import io.muster.config.syntax.ConfigProblem;
import io.muster.config.syntax.ConfigProblem.Severity;
import io.muster.policy.Policy;
import io.muster.policy.PolicySource;
import io.muster.policy.PutTarget;
import io.muster.policy.Rehearsal;
import io.muster.policy.Rehearsals;
import io.muster.policy.Target;
import io.muster.policy.TargetOutcome;
import io.muster.policy.TargetWeights;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  PlannedWorldBuilder(PolicySource policies, Rehearsals rehearsals, ConfigChecks checks) {
    this.policies = policies;
    this.rehearsals = rehearsals;
    this.checks = checks;
  }

  /** What would be. Throws the store's exception when it is not there. */
  PlannedWorld of(Manifests manifests, ConfigChecks.Mode mode) {
    Policy before = policies.refresh();
    return new Building(before, rehearsals.begin(before), manifests, mode).build();
  }

  /** Work on one plan. */
  private final class Building {

    private final Policy before;
    private final Rehearsal rehearsal;
    private final Manifests manifests;
    private final ConfigChecks.Mode mode;
    private final List<Change> changes = new ArrayList<>();
    private final List<ManifestProblem> problems = new ArrayList<>();
    private final List<PutConfig> putConfigs = new ArrayList<>();
    private final List<PutTarget> putTargets = new ArrayList<>();
    private final Set<ConfigReference> composed = new HashSet<>();
    private final Map<ConfigReference, Validation> validations = new HashMap<>();
    private final Map<String, Long> newestBefore = new HashMap<>();

    Building(Policy before, Rehearsal rehearsal, Manifests manifests, ConfigChecks.Mode mode) {
      this.before = before;
      this.rehearsal = rehearsal;
      this.manifests = manifests;
      this.mode = mode;
    }

    PlannedWorld build() {
      manifests.configs().forEach(this::config);
      Map<String, Change> targets = new HashMap<>();
      lighterFirst().forEach(put -> targets.put(put.name(), target(put)));
      for (PutTarget put : manifests.targets()) {
        changes.add(targets.get(put.name()));
      }
      List<Target> all = rehearsal.targets();
      manifests.targets().forEach(put -> weights(put.name(), all));
      Policy after = rehearsal.after();
      return new PlannedWorld(
          before,
          after,
          changes,
          problems,
          putConfigs,
          putTargets,
          rehearsal.documents(),
          validations,
          PlanToken.of(before, newestBefore, manifests));
    }

    private void config(PutConfig put) {
      String manifest = "config " + put.name();
      ConfigRevision present = rehearsal.newest(put.name()).orElse(null);
      long number = present == null ? PutConfig.NONE : present.number();
      newestBefore.put(put.name(), number);
      PutOutcome outcome = rehearsal.put(planned(put, null));
      problems.addAll(Refusals.of(manifest, outcome));
      ConfigRevision made =
          outcome instanceof PutOutcome.Created(ConfigRevision revision, var _) ? revision : null;
      if (made == null && present != null && present.document().equals(put.document())) {
        changes.add(change(put, Change.Action.NONE, present, present.reference()));
        return;
      }
      Validation validation = checks.itself(put.document(), mode);
      validation
          .problems()
          .forEach(problem -> problems.add(new ManifestProblem(manifest, problem)));
      if (made == null) {
        made = rehearsal.insist(planned(put, null)).orElse(null);
      }
      ConfigReference to = made == null ? ConfigReference.newest(put.name()) : made.reference();
      validations.put(to, validation);
      putConfigs.add(planned(put, number));
      changes.add(
          change(put, present == null ? Change.Action.CREATE : Change.Action.UPDATE, present, to));
    }

    /** The wish, of which the answer depends on nothing but what is there. */
    private static PutConfig planned(PutConfig put, @Nullable Long ifMatch) {
      return new PutConfig(
          put.name(), put.document(), put.author(), put.comment(), ifMatch, put.allowEmpty());
    }

    private static Change change(
        PutConfig put, Change.Action action, @Nullable ConfigRevision present, ConfigReference to) {
      return new Change(
          "config",
          put.name(),
          action,
          present == null ? null : present.reference().toString(),
          to.toString());
    }

    /** Those that give weight away come before those that take it. */
    private List<PutTarget> lighterFirst() {
      Map<String, Integer> weights = new HashMap<>();
      rehearsal.targets().forEach(target -> weights.put(target.name(), target.weight()));
      return manifests.targets().stream()
          .sorted(
              Comparator.comparingInt(
                  (PutTarget put) -> put.weight() - weights.getOrDefault(put.name(), 0)))
          .toList();
    }

    private Change target(PutTarget put) {
      String manifest = "target " + put.name();
      Target present = rehearsal.target(put.name()).orElse(null);
      TargetOutcome outcome = rehearsal.put(planned(put, null));
      if (outcome instanceof TargetOutcome.Unchanged) {
        return change(present, put, Change.Action.NONE);
      }
      List<ManifestProblem> refusals = Refusals.of(manifest, outcome);
      problems.addAll(refusals);
      if (outcome instanceof TargetOutcome.Saved(Target saved, var _, List<String> warnings)) {
        // Of weights more is said once all targets are as they would be.
        List<String> ofWeights = TargetWeights.warnings(saved, others(put.name()));
        warnings.stream()
            .filter(warning -> !ofWeights.contains(warning))
            .forEach(warning -> problems.add(ManifestProblem.warning(manifest, warning)));
      }
      if (!refusals.isEmpty()) {
        rehearsal.insist(planned(put, null));
      }
      if (!put.config().rules().isEmpty()) {
        composed(manifest, put.config());
      }
      putTargets.add(planned(put, present == null ? PutTarget.NONE : present.generation()));
      return change(present, put, present == null ? Change.Action.CREATE : Change.Action.UPDATE);
    }

    private static PutTarget planned(PutTarget put, @Nullable Long ifMatch) {
      return new PutTarget(
          put.name(),
          put.selector(),
          put.config(),
          put.weight(),
          put.order(),
          put.labelsOnly(),
          put.requireRollout(),
          put.author(),
          ifMatch);
    }

    /** What rules make wrong in a config; a PUT takes the target all the same. */
    private void composed(String manifest, ConfigReference reference) {
      if (!composed.add(reference)) {
        return; // Said of the target before.
      }
      Optional<ConfigDocument> alone =
          rehearsal.resolve(reference.bare()).map(Resolver.Prospective::document);
      rehearsal
          .resolve(reference)
          .flatMap(whole ->
              alone.map(bare ->
                  checks.composed(
                      whole.revision().reference().toString(), bare, whole.document(), mode)))
          .orElse(List.of())
          .forEach(problem -> problems.add(new ManifestProblem(manifest, warning(problem))));
    }

    private static ConfigProblem warning(ConfigProblem problem) {
      return new ConfigProblem(
          Severity.WARNING,
          problem.file(),
          problem.line(),
          problem.column(),
          problem.path(),
          problem.message(),
          problem.hint());
    }

    private static Change change(@Nullable Target present, PutTarget put, Change.Action action) {
      return new Change(
          "target",
          put.name(),
          action,
          present == null ? null : present.config().toString(),
          put.config().toString());
    }

    private List<Target> others(String name) {
      return rehearsal.targets().stream().filter(target -> !target.name().equals(name)).toList();
    }

    /** What may not be meant, once all targets are as they would be. */
    private void weights(String name, List<Target> all) {
      List<Target> others = others(name);
      all.stream()
          .filter(target -> target.name().equals(name))
          .flatMap(target -> TargetWeights.warnings(target, others).stream())
          .filter(message ->
              problems.stream().noneMatch(known -> known.problem().message().equals(message)))
          .forEach(message -> problems.add(ManifestProblem.warning("target " + name, message)));
    }
  }
}
