package io.muster.plan;

import io.muster.collector.ConfigChecks;
import io.muster.config.ConfigRevision;
import io.muster.config.PutConfig;
import io.muster.config.PutOutcome;
import io.muster.config.RevisionCatalogue;
import io.muster.policy.PutTarget;
import io.muster.policy.Target;
import io.muster.policy.TargetOutcome;
import io.muster.policy.Targets;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Does what was planned: configs first, then the targets that name them. One thing after the other,
 * each only if nobody changed it meanwhile; there is no write over several records. What goes wrong
 * in between leaves the first part done, and the answer says which. Blocks; thread-safe.
 */
@Singleton
public final class ManifestApplier {

  private final PlannedWorldBuilder prospects;
  private final RevisionCatalogue configs;
  private final Targets targets;

  ManifestApplier(PlannedWorldBuilder prospects, RevisionCatalogue configs, Targets targets) {
    this.prospects = prospects;
    this.configs = configs;
    this.targets = targets;
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
   */
  public record Done(String kind, String name, String reference, long version) {}

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
    return targets(prospect, done);
  }

  private Outcome targets(PlannedWorld prospect, List<Done> done) {
    for (PutTarget put : prospect.targets()) {
      String manifest = "target " + put.name();
      TargetOutcome outcome = targets.put(put);
      if (outcome instanceof TargetOutcome.Saved(Target target, var _, var _)) {
        done.add(done(target));
      } else if (outcome instanceof TargetOutcome.Unchanged(Target target)) {
        done.add(done(target));
      } else {
        return stopped(done, manifest, Refusals.of(manifest, outcome));
      }
    }
    return new Outcome.Applied(done);
  }

  private static Outcome stopped(List<Done> done, String manifest, List<ManifestProblem> refusals) {
    return new Outcome.Stopped(done, manifest, refusals.getFirst().problem().toString());
  }

  private static Done done(ConfigRevision revision) {
    return new Done("config", revision.name(), revision.reference().toString(), revision.number());
  }

  private static Done done(Target target) {
    return new Done("target", target.name(), target.config().toString(), target.generation());
  }
}
