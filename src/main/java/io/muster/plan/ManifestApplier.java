package io.muster.plan;

import io.muster.agent.Labels;
import io.muster.collector.ConfigChecks;
import io.muster.config.ConfigReference;
import io.muster.config.ConfigRevision;
import io.muster.config.DeleteOutcome;
import io.muster.config.PutConfig;
import io.muster.config.PutOutcome;
import io.muster.config.RevisionCatalogue;
import io.muster.config.RuleSets;
import io.muster.connection.ConnectionPolicy;
import io.muster.connection.ConnectionRecord;
import io.muster.connection.PutConnection;
import io.muster.policy.DefaultConfig;
import io.muster.policy.PutTarget;
import io.muster.policy.Split;
import io.muster.policy.Target;
import io.muster.policy.TargetOutcome;
import io.muster.policy.Targets;
import io.muster.protocol.InstanceUid;
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
 * Does what was planned, in the order of {@link ManifestKind}, each thing behind what it names. One
 * after the other, each only if nobody changed it meanwhile; there is no write over several
 * records. What goes wrong in between leaves the first part done, and the answer says which.
 * Blocks; thread-safe.
 */
@Singleton
public final class ManifestApplier {

  private final PlannedWorldBuilder prospects;
  private final RevisionCatalogue configs;
  private final RevisionCatalogue ruleSets;
  private final Targets targets;
  private final DefaultConfig defaults;
  private final Rollouts rollouts;
  private final AgentManifests agents;
  private final SetMembership membership;

  ManifestApplier(
      PlannedWorldBuilder prospects,
      RevisionCatalogue configs,
      RuleSets ruleSets,
      Targets targets,
      DefaultConfig defaults,
      Rollouts rollouts,
      AgentManifests agents,
      SetMembership membership) {
    this.prospects = prospects;
    this.configs = configs;
    this.ruleSets = ruleSets.revisions();
    this.targets = targets;
    this.defaults = defaults;
    this.rollouts = rollouts;
    this.agents = agents;
    this.membership = membership;
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
   * @param reference the revision, or what the target names, or an endpoint or labels; empty for
   *     nothing
   * @param version the revision's number, or the generation of a target or of connection settings;
   *     0 of what has none
   * @param rollout id of the rollout that brings the target what it is asked to name; null if none
   *     does
   * @param deleted whether it is gone
   */
  public record Done(
      ManifestId manifest,
      String reference,
      long version,
      @Nullable String rollout,
      boolean deleted) {

    /** One that is there. */
    Done(ManifestId manifest, String reference, long version, @Nullable String rollout) {
      this(manifest, reference, version, rollout, false);
    }

    /** As it is written in a manifest. */
    public String kind() {
      return manifest.kind().text();
    }

    /** Of the thing. */
    public String name() {
      return manifest.name();
    }
  }

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
    if (prospect.set() instanceof OfSet set
        && membership.claim(set, prospect.claimed(), set.author()).orElse(null)
            instanceof String foreign) {
      return new Outcome.Moved(foreign + " now: plan again");
    }
    Work work = new Work();
    for (PlannedWorld.Step step : prospect.steps()) {
      if (work.take(step) instanceof Outcome stopped) {
        return stopped;
      }
    }
    prospect.underWay().forEach(work::staged);
    if (prospect.set() instanceof OfSet set && !prospect.released().isEmpty()) {
      membership.release(set.name(), prospect.released(), set.author());
    }
    return new Outcome.Applied(work.done);
  }

  /** One application; for one thread. */
  private final class Work {

    private final List<Done> done = new ArrayList<>();
    private final Map<String, Long> pinned = new HashMap<>();

    /** Null if it was done. */
    @Nullable Outcome take(PlannedWorld.Step step) {
      return switch (step) {
        case PlannedWorld.Step.Pin(PutTarget put) -> pin(put);
        case PlannedWorld.Step.PutRules(PutConfig put) ->
            revision(new ManifestId(ManifestKind.RULE_SET, put.name()), ruleSets.put(put));
        case PlannedWorld.Step.PutRevision(PutConfig put) ->
            revision(new ManifestId(ManifestKind.CONFIG, put.name()), configs.put(put));
        case PlannedWorld.Step.Put(PutTarget put) -> target(put);
        case PlannedWorld.Step.SetDefault(var config, var before, String author) -> {
          ManifestId id = new ManifestId(ManifestKind.DEFAULT_CONFIG, Manifest.OfDefault.NAME);
          DefaultConfig.Outcome outcome =
              defaults.set(config, author, new DefaultConfig.Seen(before));
          if (config == null) {
            membership.labels().forget(id);
          }
          yield outcome instanceof DefaultConfig.Saved
              ? did(new Done(id, config == null ? "" : config.toString(), 0, null, config == null))
              : stopped(id, Refusals.of(id, outcome));
        }
        case PlannedWorld.Step.Connect(PutConnection put) -> connect(put);
        case PlannedWorld.Step.Label(
                InstanceUid uid,
                String author,
                Labels labels,
                Labels before) ->
            label(uid, author, labels, before);
        case PlannedWorld.Step.Start(StartRollout start, ManifestId manifest) ->
            start(start, manifest);
        case PlannedWorld.Step.Mark mark -> mark(mark);
        case PlannedWorld.Step.Delete(ManifestId id, long version, String author) ->
            delete(id, version, author);
      };
    }

    private @Nullable Outcome did(Done what) {
      done.add(what);
      return null;
    }

    private @Nullable Outcome pin(PutTarget put) {
      TargetOutcome outcome = targets.put(put);
      if (taken(outcome) instanceof Target target) {
        pinned.put(target.name(), target.generation());
        return null;
      }
      ManifestId id = new ManifestId(ManifestKind.TARGET, put.name());
      return stopped(id, Refusals.of(id, outcome));
    }

    private @Nullable Outcome revision(ManifestId id, PutOutcome outcome) {
      ConfigRevision revision =
          outcome instanceof PutOutcome.Created(ConfigRevision created, var _)
              ? created
              : outcome instanceof PutOutcome.Unchanged(ConfigRevision present, var _)
                  ? present
                  : null;
      return revision == null
          ? stopped(id, Refusals.of(id, outcome))
          : did(new Done(id, revision.reference().toString(), revision.number(), null));
    }

    private @Nullable Outcome target(PutTarget put) {
      Long generation = pinned.get(put.name());
      TargetOutcome outcome = targets.put(generation == null ? put : put.matching(generation));
      ManifestId id = new ManifestId(ManifestKind.TARGET, put.name());
      return taken(outcome) instanceof Target target
          ? did(new Done(id, target.config().toString(), target.generation(), null))
          : stopped(id, Refusals.of(id, outcome));
    }

    private @Nullable Outcome connect(PutConnection put) {
      ManifestId id = new ManifestId(ManifestKind.CONNECTION_SETTINGS, put.name());
      ConnectionPolicy.Outcome outcome = agents.connect(put);
      return outcome instanceof ConnectionPolicy.Outcome.Changed(ConnectionRecord value, var _)
          ? did(new Done(id, AgentManifests.text(value), value.generation(), null))
          : stopped(id, Refusals.of(id, outcome));
    }

    private @Nullable Outcome label(InstanceUid uid, String author, Labels labels, Labels before) {
      ManifestId id = new ManifestId(ManifestKind.LABELS, uid.toString());
      try {
        agents.label(uid, author, labels, before);
      } catch (AgentManifests.Moved moved) {
        return new Outcome.Stopped(done, id.toString(), String.valueOf(moved.getMessage()));
      }
      return did(new Done(id, AgentManifests.text(labels), 0, null));
    }

    private @Nullable Outcome mark(PlannedWorld.Step.Mark mark) {
      if (!membership.labels().set(mark.manifest(), mark.labels())) {
        return new Outcome.Stopped(
            done, mark.manifest().toString(), "others change its labels all the time");
      }
      return done.stream().anyMatch(each -> each.manifest().equals(mark.manifest()))
          ? null
          : did(new Done(mark.manifest(), mark.reference(), mark.version(), null));
    }

    private @Nullable Outcome start(StartRollout start, ManifestId manifest) {
      StartOutcome outcome = rollouts.start(start);
      if (!(outcome instanceof StartOutcome.Started(Rollout rollout, var _))) {
        return stopped(manifest, Refusals.of(manifest, outcome));
      }
      if (manifest.kind() == ManifestKind.TARGET) {
        staged(rollout.target(), rollout.id());
        return null;
      }
      return did(new Done(manifest, rollout.to().toString(), 0, rollout.id()));
    }

    private @Nullable Outcome delete(ManifestId id, long version, String author) {
      Outcome outcome = deleteThing(id, version, author);
      if (outcome == null) {
        membership.labels().forget(id);
      }
      return outcome;
    }

    private @Nullable Outcome deleteThing(ManifestId id, long version, String author) {
      return switch (id.kind()) {
        case CONFIG -> deleted(id, configs.delete(id.name(), author, version));
        case RULE_SET -> deleted(id, ruleSets.delete(id.name(), author, version));
        case TARGET -> deleted(id, targets.delete(id.name(), author, version));
        case CONNECTION_SETTINGS -> {
          ConnectionPolicy.Outcome outcome = agents.disconnect(id.name(), author, version);
          yield outcome instanceof ConnectionPolicy.Outcome.Changed
                  || outcome instanceof ConnectionPolicy.Outcome.NotFound
              ? did(new Done(id, "", version, null, true))
              : stopped(id, Refusals.of(id, outcome));
        }
        case DEFAULT_CONFIG, LABELS, ROLLOUT ->
            throw new IllegalStateException(id + " is not deleted but emptied");
      };
    }

    private @Nullable Outcome deleted(ManifestId id, DeleteOutcome outcome) {
      return switch (outcome) {
        case DeleteOutcome.Deleted(), DeleteOutcome.NotFound() ->
            did(new Done(id, "", 0, null, true));
        case DeleteOutcome.InUse(List<String> users) ->
            new Outcome.Stopped(done, id.toString(), String.join(", ", users) + " names it");
        case DeleteOutcome.PreconditionFailed _ ->
            new Outcome.Stopped(done, id.toString(), "somebody else put it at the same time");
        case DeleteOutcome.Busy() ->
            new Outcome.Stopped(done, id.toString(), "others change it all the time");
      };
    }

    /** A target that a rollout brings what it is asked to name. */
    void staged(String name, String rollout) {
      ManifestId id = new ManifestId(ManifestKind.TARGET, name);
      targets
          .get(name)
          .ifPresent(target -> {
            done.removeIf(each -> each.manifest().equals(id));
            ConfigReference to =
                target.split() instanceof Split split ? split.to() : target.config();
            done.add(new Done(id, to.toString(), target.generation(), rollout));
          });
    }

    private Outcome stopped(ManifestId manifest, List<ManifestProblem> refusals) {
      return new Outcome.Stopped(
          done, manifest.toString(), refusals.getFirst().problem().toString());
    }
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
}
