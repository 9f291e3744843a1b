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
import io.muster.rollout.Rollouts;
import io.muster.rollout.StrategyCheck;
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
  private final Rollouts rollouts;

  PlannedWorldBuilder(
      PolicySource policies, Rehearsals rehearsals, ConfigChecks checks, Rollouts rollouts) {
    this.policies = policies;
    this.rehearsals = rehearsals;
    this.checks = checks;
    this.rollouts = rollouts;
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

    /** Null if targets change at once. */
    private final @Nullable StagedTargets staged;

    Building(Policy before, Rehearsal rehearsal, Manifests manifests, ConfigChecks.Mode mode) {
      this.before = before;
      this.rehearsal = rehearsal;
      this.manifests = manifests;
      this.mode = mode;
      ByRollout how = manifests.byRollout();
      this.staged = how == null ? null : new StagedTargets(rehearsal, how);
    }

    PlannedWorld build() {
      if (staged != null && manifests.byRollout() instanceof ByRollout how) {
        StrategyCheck check = rollouts.check(how.strategy());
        if (check.refusal() instanceof String refusal) {
          problems.add(ManifestProblem.error("rollout", refusal));
        }
        check
            .warnings()
            .forEach(warning -> problems.add(ManifestProblem.warning("rollout", warning)));
        manifests.targets().forEach(put -> staged.pin(put).ifPresent(pin -> pin(staged, pin)));
      }
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
          staged == null ? List.of() : staged.pins(),
          putConfigs,
          putTargets,
          staged == null ? List.of() : staged.starts(),
          staged == null ? Map.of() : staged.underWay(),
          rehearsal.documents(),
          validations,
          PlanToken.of(before, newestBefore, manifests));
    }

    private void pin(StagedTargets targets, PutTarget pin) {
      Target present = rehearsal.target(pin.name()).orElseThrow();
      problems.addAll(Refusals.of("target " + pin.name(), rehearsal.put(pin)));
      targets.pinned(pin.matching(present.generation()));
    }

    /** Who would get a config at once although all shall go by rollouts. */
    private void jumps(String manifest, PutOutcome outcome) {
      if (staged != null
          && outcome instanceof PutOutcome.Created(ConfigRevision revision, List<String> followers)
          && !followers.isEmpty()) {
        problems.add(
            ManifestProblem.error(
                manifest,
                "target "
                    + String.join(", ", followers)
                    + " follows it and would get "
                    + revision.reference()
                    + " at once, not by a rollout: put it among the manifests, or let it name a"
                    + " revision"));
      }
    }

    private void config(PutConfig put) {
      String manifest = "config " + put.name();
      ConfigRevision present = rehearsal.newest(put.name()).orElse(null);
      long number = present == null ? PutConfig.NONE : present.number();
      newestBefore.put(put.name(), number);
      PutOutcome outcome = rehearsal.put(planned(put, null));
      problems.addAll(Refusals.of(manifest, outcome));
      jumps(manifest, outcome);
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
                  (PutTarget put) -> put.spec().weight() - weights.getOrDefault(put.name(), 0)))
          .toList();
    }

    private Change target(PutTarget put) {
      return staged == null ? atOnce(put) : staged(staged, put);
    }

    private Change staged(StagedTargets targets, PutTarget put) {
      Target present = rehearsal.target(put.name()).orElse(null);
      return switch (targets.step(put)) {
        case StagedTargets.AtOnce(PutTarget now) -> atOnce(now);
        case StagedTargets.ByStages(PutTarget first, PutTarget whole) -> {
          var _ = atOnce(first);
          if (!whole.config().rules().isEmpty()) {
            composed("target " + put.name(), whole.config());
          }
          // What agents have in the end.
          rehearsal.insist(whole);
          yield change(present, whole, Change.Action.ROLLOUT);
        }
        case StagedTargets.UnderWay() -> change(present, put, Change.Action.NONE);
        case StagedTargets.Refused(String message) -> {
          problems.add(ManifestProblem.error("target " + put.name(), message));
          rehearsal.insist(put);
          yield change(present, put, Change.Action.ROLLOUT);
        }
      };
    }

    private Change atOnce(PutTarget put) {
      String manifest = "target " + put.name();
      Target present = rehearsal.target(put.name()).orElse(null);
      TargetOutcome outcome = rehearsal.put(put.matching(null));
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
        rehearsal.insist(put);
      }
      if (!put.config().rules().isEmpty()) {
        composed(manifest, put.config());
      }
      putTargets.add(put.matching(present == null ? PutTarget.NONE : present.generation()));
      return change(present, put, present == null ? Change.Action.CREATE : Change.Action.UPDATE);
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
