package io.muster.plan;

import io.muster.config.ConfigReference;
import io.muster.policy.PutTarget;
import io.muster.policy.Quarantine;
import io.muster.policy.Rehearsal;
import io.muster.policy.Replaced;
import io.muster.policy.Resolution;
import io.muster.policy.Split;
import io.muster.policy.Target;
import io.muster.rollout.Rollout;
import io.muster.rollout.RolloutState;
import io.muster.rollout.Rollouts;
import io.muster.rollout.StartCheck;
import io.muster.rollout.StartRollout;
import io.muster.rollout.StrategyCheck;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rollouts of one plan. A manifest of a rollout says where a target shall come to: applied again it
 * changes nothing, and it never brings back what a rollout took back or went past. For one thread.
 */
final class PlannedRollouts {

  private static final Set<RolloutState> TAKEN_BACK =
      EnumSet.of(RolloutState.ABORTED, RolloutState.ROLLED_BACK, RolloutState.ROLLING_BACK);
  private static final String BY_HAND = "; to do it all the same, start the rollout by hand";

  private final Rollouts rollouts;
  private final Rehearsal rehearsal;
  private final PlanFindings findings;
  private final Set<String> targets = new HashSet<>();

  PlannedRollouts(Rollouts rollouts, Rehearsal rehearsal, PlanFindings findings) {
    this.rollouts = rollouts;
    this.rehearsal = rehearsal;
    this.findings = findings;
  }

  void plan(Manifest.OfRollout wanted) {
    StartRollout start = wanted.start();
    ManifestId id = wanted.id();
    findings.asked.add(
        id
            + " "
            + start.target()
            + " "
            + start.config()
            + " "
            + start.supersede()
            + " "
            + PlanToken.asked(start.strategy()));
    Rollout known = rollouts.get(wanted.name()).orElse(null);
    if (known != null) {
      known(wanted, known);
      return;
    }
    Target target = rehearsal.target(start.target()).orElse(null);
    if (target == null) {
      findings.error(id, "/spec/target", "there is no target '" + start.target() + "'");
      findings.changes.add(change(wanted, Change.Action.ROLLOUT, null));
      return;
    }
    if (!targets.add(start.target())) {
      findings.error(
          id, "/spec/target", "there are two rollouts of target '" + start.target() + "'");
    }
    if (rehearsal.resolution(start.config()) instanceof Resolution.Found to
        && (has(target, to) || leads(target, to))) {
      findings.changes.add(change(wanted, Change.Action.NONE, target));
      return;
    }
    begin(wanted, target);
  }

  /** One that was seen under its own id: there is nothing to do, if it is the same. */
  private void known(Manifest.OfRollout wanted, Rollout known) {
    StartRollout start = wanted.start();
    boolean same =
        known.target().equals(start.target())
            && (known.to().equals(start.config())
                || (!start.config().pinned() && known.to().name().equals(start.config().name())));
    if (!same) {
      findings.error(
          wanted.id(),
          "/name",
          "rollout "
              + known.id()
              + " brought "
              + known.to()
              + " to target "
              + known.target()
              + ": give another rollout another name");
    }
    findings.changes.add(
        new Change(
            wanted.id(),
            Change.Action.NONE,
            known.from().toString(),
            known.to().toString(),
            known.state().name().toLowerCase(Locale.ROOT)));
  }

  private void begin(Manifest.OfRollout wanted, Target target) {
    StartRollout start = wanted.start();
    ManifestId id = wanted.id();
    StrategyCheck check = rollouts.check(start.strategy());
    if (check.refusal() instanceof String refusal) {
      findings.error(id, "/spec", refusal);
    }
    check.warnings().forEach(warning -> findings.warning(id, warning));
    switch (StartCheck.of(start, target, rehearsal::resolution)) {
      case StartCheck.Not(var why) -> findings.problems.addAll(Refusals.of(id, why));
      case StartCheck.May(Resolution.Found to) ->
          decided(target, to).ifPresent(why -> findings.error(id, "/spec/config", why));
    }
    if (rehearsal.resolution(start.config()) instanceof Resolution.Found to) {
      // What agents have in the end.
      rehearsal.insist(PutTarget.of(target, to.pinned(), start.author()));
    }
    findings.steps.add(new PlannedWorld.Step.Start(start, id));
    findings.changes.add(change(wanted, Change.Action.ROLLOUT, target));
  }

  private boolean has(Target target, Resolution.Found to) {
    return rehearsal.resolution(target.config()) instanceof Resolution.Found present
        && present.hash().equals(to.hash())
        && target.split() == null;
  }

  private static boolean leads(Target target, Resolution.Found to) {
    return target.split() instanceof Split split && split.to().equals(to.pinned());
  }

  /** Why a manifest may not start it: a pipeline would try it for ever. */
  private Optional<String> decided(Target target, Resolution.Found to) {
    if (target.quarantine() instanceof Quarantine quarantine
        && quarantine.hash().equals(to.hash())) {
      return Optional.of(to.pinned() + " is in quarantine: " + quarantine.reason() + BY_HAND);
    }
    for (Replaced each : target.replaced().reversed()) {
      if (rehearsal.resolution(each.config()) instanceof Resolution.Found before
          && before.hash().equals(to.hash())) {
        return Optional.of(
            "rollout "
                + each.rollout()
                + " replaced "
                + each.config()
                + " on target "
                + target.name()
                + ": this manifest is older than what its agents have"
                + BY_HAND);
      }
    }
    return rollouts.of(target.name()).stream()
        .filter(rollout -> rollout.hash().equals(to.hash()))
        .findFirst()
        .filter(rollout -> TAKEN_BACK.contains(rollout.state()))
        .map(rollout ->
            "rollout "
                + rollout.id()
                + " brought "
                + rollout.to()
                + " and was taken back: "
                + rollout.progress().reason()
                + BY_HAND);
  }

  private static Change change(
      Manifest.OfRollout wanted, Change.Action action, @Nullable Target target) {
    ConfigReference to = wanted.start().config();
    return new Change(
        wanted.id(), action, target == null ? null : target.config().toString(), to.toString());
  }
}
