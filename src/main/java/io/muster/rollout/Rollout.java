package io.muster.rollout;

import io.muster.config.ConfigReference;
import io.muster.policy.Quarantine;
import io.muster.policy.Split;
import io.muster.policy.Target;
import io.muster.policy.Tried;
import io.muster.protocol.ContentHash;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A config on its way to a target's agents.
 *
 * @param from the target's config before, pinned; what comes back if it goes wrong
 * @param to the new config, pinned
 * @param hash of the new config as agents know it
 * @param createdBy an operator's name
 * @param changedAt when its progress was last written, by the rollouts' clock
 * @param since generation of the policy before it began: what was offered from that or an earlier
 *     one is not its own; 0 if it is not known
 */
public record Rollout(
    String id,
    String target,
    ConfigReference from,
    ConfigReference to,
    ContentHash hash,
    Strategy strategy,
    String createdBy,
    Instant createdAt,
    Progress progress,
    Instant changedAt,
    long since) {

  public Rollout {
    if (id.isEmpty()) {
      throw new IllegalArgumentException("a rollout needs an id");
    }
    if (!from.pinned() || !to.pinned()) {
      throw new IllegalArgumentException("a rollout leads from a pinned config to a pinned one");
    }
  }

  /** A rollout that has not begun. */
  static Rollout pending(
      String id,
      String target,
      ConfigReference from,
      ConfigReference to,
      ContentHash hash,
      Strategy strategy,
      String createdBy,
      Instant now) {
    return new Rollout(
        id,
        target,
        from,
        to,
        hash,
        strategy,
        createdBy,
        now,
        new Progress(
            RolloutState.PENDING,
            StagePosition.begin(strategy, 0, now),
            Set.of(),
            Map.of(),
            Counts.NONE,
            "",
            RolloutState.ROLLED_BACK),
        now,
        0);
  }

  /** The same, begun after this generation of the policy. */
  Rollout after(long generation) {
    return new Rollout(
        id,
        target,
        from,
        to,
        hash,
        strategy,
        createdBy,
        createdAt,
        progress,
        changedAt,
        generation);
  }

  /** Where it stands. */
  public RolloutState state() {
    return progress.state();
  }

  Rollout with(Progress newProgress, Instant now) {
    return new Rollout(
        id, target, from, to, hash, strategy, createdBy, createdAt, newProgress, now, since);
  }

  /** The stage it is in. */
  Stage currentStage() {
    return strategy.stages().get(progress.place().stage());
  }

  /** Whether a target is split by this rollout. */
  boolean holds(Target at) {
    return at.split() instanceof Split split && split.rollout().equals(id);
  }

  /** What the target it holds should be like, as far as the rollout has come. Pure. */
  Target steered(Target at) {
    // What it succeeds with is not tried any more.
    return split(at.trying(new Tried(id, hash, since)));
  }

  private Target split(Target at) {
    return switch (progress.state()) {
      case PENDING, RUNNING, PAUSED, AWAITING_APPROVAL -> at.withSplit(split(), unlessThis(at));
      // Its own, and nobody's to change, until all have the config before again.
      case ROLLING_BACK -> at.withSplit(Split.none(id, to), quarantine(at));
      case ROLLED_BACK, ABORTED -> at.takenBack(quarantine(at));
      case SUCCEEDED -> at.succeeded(to, id);
    };
  }

  /**
   * What was quarantined and is tried again is no longer: agents that came to harm keep their mark.
   */
  private @Nullable Quarantine unlessThis(Target at) {
    Quarantine before = at.quarantine();
    return before != null && before.hash().equals(hash) ? null : before;
  }

  private @Nullable Quarantine quarantine(Target at) {
    return progress.ending() == RolloutState.ROLLED_BACK && !progress.inconclusive()
        ? new Quarantine(
            id, hash, "rollout " + id + " was rolled back: " + progress.reason(), since)
        : at.quarantine();
  }

  private Split split() {
    if (progress.state() == RolloutState.PENDING) {
      return Split.none(id, to);
    }
    StagePosition place = progress.place();
    List<Split.Portion> portions = new ArrayList<>();
    for (Stage stage : strategy.stages().subList(0, place.stage())) {
      if (stage.share() instanceof StageScope.Matching(var selector)) {
        portions.add(new Split.Portion(selector, Split.BUCKETS));
      }
    }
    int points = strategy.pointsBefore(place.stage());
    switch (currentStage().share()) {
      case StageScope.Percent ignored -> points = place.points();
      case StageScope.Matching(var selector) -> {
        if (place.points() > 0) {
          portions.add(new Split.Portion(selector, place.points()));
        }
      }
    }
    return new Split(id, to, points, portions, place.probes(), progress.excluded());
  }
}
