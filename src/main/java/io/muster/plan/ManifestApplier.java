package io.muster.plan;

import io.muster.collector.ConfigChecks;
import io.muster.config.ConfigReference;
import io.muster.config.ConfigRevision;
import io.muster.config.PutConfig;
import io.muster.config.PutOutcome;
import io.muster.config.RevisionCatalogue;
import io.muster.policy.PutTarget;
import io.muster.policy.Split;
import io.muster.policy.Target;
import io.muster.policy.TargetOutcome;
import io.muster.policy.Targets;
import io.muster.rollout.Rollout;
import io.muster.rollout.Rollouts;
import io.muster.rollout.StartOutcome;
import io.muster.rollout.StartRollout;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Does what was planned: configs first, then the targets that name them, then rollouts. One thing
 * after the other, each only if nobody changed it meanwhile; there is no write over several
 * records. What goes wrong in between leaves the first part done, and the answer says which.
 * Blocks; thread-safe.
 */
@Singleton
public final class ManifestApplier {

  private final PlannedWorldBuilder prospects;
  private final RevisionCatalogue configs;
  private final Targets targets;
  private final Rollouts rollouts;

  ManifestApplier(
      PlannedWorldBuilder prospects,
      RevisionCatalogue configs,
      Targets targets,
      Rollouts rollouts) {
    this.prospects = prospects;
    this.configs = configs;
    this.targets = targets;
    this.rollouts = rollouts;
  }

  /** What became of manifests. */
  public sealed interface Outcome {

    /** All done. */
    record Applied(List<Done> done) implements Outcome {
      public Applied {
        done = List.copyOf(done);
      }
    }

    /** Nothing was done: the world is not the one that was planned for, or these are others. */
    record Moved(String message) implements Outcome {}

    /** Nothing was done: there is an error in the manifests. */
    record Refused(List<ManifestProblem> problems) implements Outcome {
      public Refused {
        problems = List.copyOf(problems);
      }
    }

    /**
     * A part was done, then something was in the way.
     *
     * @param manifest the first that was not done
     */
    record Stopped(List<Done> done, String manifest, String message) implements Outcome {
      public Stopped {
        done = List.copyOf(done);
      }
    }
  }

  /**
   * A manifest that is in force.
   *
   * @param reference the revision, or what the target names
   * @param version the revision's number, or the target's generation
   * @param rollout id of the rollout that brings the target what it is asked to name; null if none
   *     does
   */
  public record Done(
      String kind, String name, String reference, long version, @Nullable String rollout) {}

  /**
   * Applies manifests as planned.
   *
   * @param plan the plan's token; null applies without one
   * @throws io.muster.failure.InvalidInput if it is no token
   */
  public Outcome apply(Manifests manifests, @Nullable String plan, ConfigChecks.Mode mode) {
    PlanToken planned = plan == null ? null : PlanToken.parse(plan);
    PlannedWorld prospect = prospects.of(manifests, mode);
    if (planned != null && !planned.manifests().equals(prospect.token().manifests())) {
      return new Outcome.Moved("these are not the manifests that were planned: plan them first");
    }
    if (planned != null && !planned.world().equals(prospect.token().world())) {
      return new Outcome.Moved(
          "configs or targets were changed since the plan (generation "
              + planned.generation()
              + " then, "
              + prospect.token().generation()
              + " now): plan again");
    }
    List<ManifestProblem> errors =
        prospect.problems().stream().filter(ManifestProblem::error).toList();
    return errors.isEmpty() ? apply(prospect) : new Outcome.Refused(errors);
  }

  private Outcome apply(PlannedWorld prospect) {
    List<Done> done = new ArrayList<>();
    Map<String, Long> pinned = new HashMap<>();
    for (PutTarget pin : prospect.pins()) {
      TargetOutcome outcome = targets.put(pin);
      if (taken(outcome) instanceof Target target) {
        pinned.put(target.name(), target.generation());
      } else {
        String manifest = "target " + pin.name();
        return stopped(done, manifest, Refusals.of(manifest, outcome));
      }
    }
    for (PutConfig put : prospect.configs()) {
      String manifest = "config " + put.name();
      PutOutcome outcome = configs.put(put);
      if (outcome instanceof PutOutcome.Created(ConfigRevision revision, var _)) {
        done.add(done(revision));
      } else if (outcome instanceof PutOutcome.Unchanged(ConfigRevision revision, var _)) {
        done.add(done(revision));
      } else {
        return stopped(done, manifest, Refusals.of(manifest, outcome));
      }
    }
    return targets(prospect, pinned, done);
  }

  private Outcome targets(PlannedWorld prospect, Map<String, Long> pinned, List<Done> done) {
    for (PutTarget put : prospect.targets()) {
      String manifest = "target " + put.name();
      Long generation = pinned.get(put.name());
      TargetOutcome outcome = targets.put(generation == null ? put : put.matching(generation));
      if (taken(outcome) instanceof Target target) {
        done.add(done(target, target.config(), null));
      } else {
        return stopped(done, manifest, Refusals.of(manifest, outcome));
      }
    }
    for (StartRollout start : prospect.rollouts()) {
      String manifest = "target " + start.target();
      switch (rollouts.start(start)) {
        case StartOutcome.Started(Rollout rollout) -> staged(rollout.target(), rollout.id(), done);
        case StartOutcome.NoTarget(String target) -> {
          return new Outcome.Stopped(done, manifest, "target " + target + " was deleted");
        }
        case StartOutcome.Invalid(String message) -> {
          return new Outcome.Stopped(done, manifest, message);
        }
        case StartOutcome.Conflict(String message) -> {
          return new Outcome.Stopped(done, manifest, message);
        }
        case StartOutcome.Busy() -> {
          return new Outcome.Stopped(done, manifest, "others change it all the time");
        }
      }
    }
    prospect.underWay().forEach((target, rollout) -> staged(target, rollout, done));
    return new Outcome.Applied(done);
  }

  private void staged(String name, String rollout, List<Done> done) {
    targets
        .get(name)
        .ifPresent(target -> {
          done.removeIf(each -> each.kind().equals("target") && each.name().equals(name));
          done.add(
              done(
                  target,
                  target.split() instanceof Split split ? split.to() : target.config(),
                  rollout));
        });
  }

  private static @Nullable Target taken(TargetOutcome outcome) {
    return switch (outcome) {
      case TargetOutcome.Saved(Target target, var _, var _) -> target;
      case TargetOutcome.Unchanged(Target target) -> target;
      case TargetOutcome.Invalid _,
          TargetOutcome.RolloutRequired _,
          TargetOutcome.InRollout _,
          TargetOutcome.PreconditionFailed _,
          TargetOutcome.Busy _ ->
          null;
    };
  }

  private static Outcome stopped(List<Done> done, String manifest, List<ManifestProblem> refusals) {
    return new Outcome.Stopped(done, manifest, refusals.getFirst().problem().toString());
  }

  private static Done done(ConfigRevision revision) {
    return new Done(
        "config", revision.name(), revision.reference().toString(), revision.number(), null);
  }

  private static Done done(Target target, ConfigReference reference, @Nullable String rollout) {
    return new Done("target", target.name(), reference.toString(), target.generation(), rollout);
  }
}
