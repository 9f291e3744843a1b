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
import io.muster.policy.DefaultConfig;
import io.muster.policy.Policy;
import io.muster.policy.PutTarget;
import io.muster.policy.Rehearsal;
import io.muster.policy.Target;
import io.muster.policy.TargetOutcome;
import io.muster.policy.TargetWeights;
import io.muster.protocol.ConfigHashes;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rule sets, configs, targets and the default config of one plan, by rehearsing their PUTs. What
 * was refused is laid over all the same, to say more about the others. For one thread.
 */
final class PolicyManifests {

  private final Rehearsal rehearsal;
  private final ConfigChecks checks;
  private final ConfigChecks.Mode mode;
  private final PlanFindings findings;
  private final Set<ConfigReference> composed = new HashSet<>();

  /** Null if targets change at once. */
  private final @Nullable StagedTargets staged;

  PolicyManifests(
      Rehearsal rehearsal,
      ConfigChecks checks,
      ConfigChecks.Mode mode,
      PlanFindings findings,
      @Nullable StagedTargets staged) {
    this.rehearsal = rehearsal;
    this.checks = checks;
    this.mode = mode;
    this.findings = findings;
    this.staged = staged;
  }

  private static ManifestId config(String name) {
    return new ManifestId(ManifestKind.CONFIG, name);
  }

  private static ManifestId target(String name) {
    return new ManifestId(ManifestKind.TARGET, name);
  }

  /** Pins a target that follows, before anything else is put. */
  void pin(StagedTargets targets, PutTarget put) {
    targets
        .pin(put)
        .ifPresent(pin -> {
          Target present = rehearsal.target(pin.name()).orElseThrow();
          findings.problems.addAll(Refusals.of(target(pin.name()), rehearsal.put(pin)));
          findings.steps.add(new PlannedWorld.Step.Pin(pin.matching(present.generation())));
        });
  }

  /** Who would get something at once although all shall go by rollouts. */
  private void jumps(ManifestId manifest, PutOutcome outcome) {
    if (staged != null
        && outcome instanceof PutOutcome.Created(ConfigRevision revision, List<String> followers)
        && !followers.isEmpty()) {
      findings.error(
          manifest,
          "",
          "target "
              + String.join(", ", followers)
              + " follows it and would get "
              + revision.reference()
              + " at once, not by a rollout: put it among the manifests, or let it name a"
              + " revision");
    }
  }

  void rules(PutConfig put) {
    ManifestId id = new ManifestId(ManifestKind.RULE_SET, put.name());
    ConfigRevision present = rehearsal.newestRules(put.name()).orElse(null);
    long number = number(present);
    findings.seen.put(id, Long.toString(number));
    findings.asked.add(id + " " + ConfigHashes.of(put.document().toProto().getConfigMapMap()));
    PutOutcome outcome = rehearsal.putRules(planned(put, null));
    findings.problems.addAll(Refusals.of(id, outcome));
    jumps(id, outcome);
    ConfigRevision made =
        outcome instanceof PutOutcome.Created(ConfigRevision revision, var _) ? revision : null;
    if (made == null && present != null && present.document().equals(put.document())) {
      findings.changes.add(change(id, Change.Action.NONE, present, present.reference()));
      return;
    }
    if (made == null) {
      made = rehearsal.insistRules(planned(put, null)).orElse(null);
    }
    findings.steps.add(new PlannedWorld.Step.PutRules(planned(put, number)));
    findings.changes.add(change(id, made(present), present, reference(put, made)));
  }

  /**
   * A config.
   *
   * @param following by which agents follow it when it is put
   */
  void config(PutConfig put, Policy following) {
    ManifestId id = config(put.name());
    ConfigRevision present = rehearsal.newest(put.name()).orElse(null);
    long number = number(present);
    findings.seen.put(id, Long.toString(number));
    PutOutcome outcome = rehearsal.put(planned(put, null));
    findings.problems.addAll(Refusals.of(id, outcome));
    jumps(id, outcome);
    ConfigRevision made =
        outcome instanceof PutOutcome.Created(ConfigRevision revision, var _) ? revision : null;
    if (made == null && present != null && present.document().equals(put.document())) {
      findings.changes.add(change(id, Change.Action.NONE, present, present.reference()));
      return;
    }
    Validation validation = checks.itself(put.document(), mode);
    validation
        .problems()
        .forEach(problem -> findings.problems.add(new ManifestProblem(id.toString(), problem)));
    // What else single builds would refuse is told with their agents.
    checks.followers(put.name(), put.document(), validation, following).stream()
        .filter(problem -> problem.severity() == Severity.ERROR)
        .forEach(problem -> findings.problems.add(new ManifestProblem(id.toString(), problem)));
    if (made == null) {
      made = rehearsal.insist(planned(put, null)).orElse(null);
    }
    ConfigReference to = reference(put, made);
    findings.validations.put(to, validation);
    findings.steps.add(new PlannedWorld.Step.PutRevision(planned(put, number)));
    findings.changes.add(change(id, made(present), present, to));
  }

  private static long number(@Nullable ConfigRevision present) {
    return present == null ? PutConfig.NONE : present.number();
  }

  private static ConfigReference reference(PutConfig put, @Nullable ConfigRevision made) {
    return made == null ? ConfigReference.newest(put.name()) : made.reference();
  }

  private static Change.Action made(@Nullable Object present) {
    return present == null ? Change.Action.CREATE : Change.Action.UPDATE;
  }

  /** The wish, of which the answer depends on nothing but what is there. */
  private static PutConfig planned(PutConfig put, @Nullable Long ifMatch) {
    return new PutConfig(
        put.name(), put.document(), put.author(), put.comment(), ifMatch, put.allowEmpty());
  }

  private static Change change(
      ManifestId id, Change.Action action, @Nullable ConfigRevision present, ConfigReference to) {
    return new Change(
        id, action, present == null ? null : present.reference().toString(), to.toString());
  }

  /** All targets: those that give weight away before those that take it. */
  void targets(List<PutTarget> puts) {
    Map<String, Integer> weights = new HashMap<>();
    rehearsal.targets().forEach(target -> weights.put(target.name(), target.weight()));
    Map<String, Change> done = new HashMap<>();
    puts.stream()
        .sorted(
            Comparator.comparingInt(
                (PutTarget put) -> put.spec().weight() - weights.getOrDefault(put.name(), 0)))
        .forEach(put -> done.put(put.name(), change(put)));
    puts.forEach(put -> findings.changes.add(Objects.requireNonNull(done.get(put.name()))));
    List<Target> all = rehearsal.targets();
    puts.forEach(put -> weights(put.name(), all));
  }

  private Change change(PutTarget put) {
    return staged == null ? atOnce(put) : staged(staged, put);
  }

  private Change staged(StagedTargets targets, PutTarget put) {
    Target present = rehearsal.target(put.name()).orElse(null);
    return switch (targets.step(put)) {
      case StagedTargets.AtOnce(PutTarget now) -> atOnce(now);
      case StagedTargets.ByStages(PutTarget first, PutTarget whole) -> {
        var _ = atOnce(first);
        if (!whole.config().rules().isEmpty()) {
          composed(target(put.name()), whole.config());
        }
        // What agents have in the end.
        rehearsal.insist(whole);
        yield change(present, whole, Change.Action.ROLLOUT);
      }
      case StagedTargets.UnderWay() -> change(present, put, Change.Action.NONE);
      case StagedTargets.Refused(String message) -> {
        findings.error(target(put.name()), "/spec/config", message);
        rehearsal.insist(put);
        yield change(present, put, Change.Action.ROLLOUT);
      }
    };
  }

  private Change atOnce(PutTarget put) {
    ManifestId id = target(put.name());
    Target present = rehearsal.target(put.name()).orElse(null);
    TargetOutcome outcome = rehearsal.put(put.matching(null));
    if (outcome instanceof TargetOutcome.Unchanged) {
      return change(present, put, Change.Action.NONE);
    }
    List<ManifestProblem> refusals = Refusals.of(id, outcome, path(put, outcome));
    findings.problems.addAll(refusals);
    if (outcome instanceof TargetOutcome.Saved(Target saved, var _, List<String> warnings)) {
      // Of weights more is said once all targets are as they would be.
      List<String> ofWeights = TargetWeights.warnings(saved, others(put.name()));
      warnings.stream()
          .filter(warning -> !ofWeights.contains(warning))
          .forEach(warning -> findings.warning(id, warning));
    }
    if (!refusals.isEmpty()) {
      rehearsal.insist(put);
    }
    if (!put.config().rules().isEmpty()) {
      composed(id, put.config());
    }
    findings.steps.add(
        new PlannedWorld.Step.Put(
            put.matching(present == null ? PutTarget.NONE : present.generation())));
    return change(present, put, made(present));
  }

  /** The part of a target's manifest that was refused. */
  private String path(PutTarget put, TargetOutcome outcome) {
    return switch (outcome) {
      case TargetOutcome.RolloutRequired _ -> "/spec/config";
      case TargetOutcome.Invalid _ ->
          rehearsal.resolve(put.config()).isEmpty()
              ? "/spec/config"
              : TargetWeights.refusal(put, others(put.name())).isPresent() ? "/spec/weight" : "";
      case TargetOutcome.Saved _,
          TargetOutcome.Unchanged _,
          TargetOutcome.InRollout _,
          TargetOutcome.PreconditionFailed _,
          TargetOutcome.Busy _ ->
          "";
    };
  }

  /** What rules make wrong in a config; a PUT takes the target all the same. */
  private void composed(ManifestId manifest, ConfigReference reference) {
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
        .forEach(problem ->
            findings.problems.add(new ManifestProblem(manifest.toString(), warning(problem))));
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
        target(put.name()),
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
            findings.problems.stream()
                .noneMatch(known -> known.problem().message().equals(message)))
        .forEach(message -> findings.warning(target(name), message));
  }

  void defaultConfig(Manifest.OfDefault wanted) {
    ConfigReference present = rehearsal.defaultConfig().orElse(null);
    findings.seen.put(wanted.id(), String.valueOf(present));
    findings.asked.add(wanted.id() + " " + wanted.config());
    DefaultConfig.Outcome outcome = rehearsal.setDefault(wanted.config(), wanted.author());
    findings.problems.addAll(Refusals.of(wanted.id(), outcome));
    boolean same = Objects.equals(present, wanted.config());
    if (!same) {
      findings.steps.add(
          new PlannedWorld.Step.SetDefault(wanted.config(), present, wanted.author()));
    }
    findings.changes.add(
        new Change(
            wanted.id(),
            same ? Change.Action.NONE : made(present),
            text(present),
            text(wanted.config())));
  }

  private static @Nullable String text(@Nullable ConfigReference reference) {
    return reference == null ? null : reference.toString();
  }
}
