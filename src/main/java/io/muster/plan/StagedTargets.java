package io.muster.plan;

import io.muster.config.EncodedRevision;
import io.muster.policy.PutTarget;
import io.muster.policy.Quarantine;
import io.muster.policy.Rehearsal;
import io.muster.policy.Split;
import io.muster.policy.Target;
import io.muster.rollout.StartRollout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What becomes of targets that come to another config by rollouts. A reference without a revision
 * means the one that is newest then, and a target that follows is pinned first, to what it has:
 * nothing jumps. For one plan, one thread.
 */
final class StagedTargets {

  private final Rehearsal rehearsal;
  private final ByRollout how;
  private final List<StartRollout> starts = new ArrayList<>();
  private final Map<String, String> underWay = new HashMap<>();

  StagedTargets(Rehearsal rehearsal, ByRollout how) {
    this.rehearsal = rehearsal;
    this.how = how;
  }

  /** What is to be done about a target. */
  sealed interface Step {}

  /** Put at once: it is new, or its agents see no difference in the config. */
  record AtOnce(PutTarget put) implements Step {}

  /**
   * Put at once with the config it has, and then brought to another one.
   *
   * @param whole as it is in the end
   */
  record ByStages(PutTarget put, PutTarget whole) implements Step {}

  /** A rollout brings it what is asked for already. */
  record UnderWay() implements Step {}

  /** It cannot be; the message is for people. */
  record Refused(String message) implements Step {}

  /** The put that pins a target that follows to what it has; empty if it pins already. */
  Optional<PutTarget> pin(PutTarget put) {
    return rehearsal
        .target(put.name())
        .filter(present -> !present.config().pinned())
        .flatMap(present ->
            rehearsal
                .resolve(present.config())
                .map(means -> PutTarget.of(present, means.revision().reference(), put.author())));
  }

  Step step(PutTarget put) {
    Target present = rehearsal.target(put.name()).orElse(null);
    EncodedRevision wanted =
        rehearsal.resolve(put.config()).map(means -> means.revision()).orElse(null);
    if (wanted == null) {
      return new AtOnce(put); // Which says why not.
    }
    PutTarget whole = put.naming(wanted.reference());
    if (present == null || has(present, wanted)) {
      return new AtOnce(whole);
    }
    PutTarget first = put.naming(present.config());
    if (present.split() instanceof Split split) {
      boolean same = first.asksFor(present);
      if (same && split.to().equals(wanted.reference())) {
        underWay.put(put.name(), split.rollout());
        return new UnderWay();
      }
      if (!same || !how.supersede()) {
        return new Refused(
            "rollout " + split.rollout() + " is at work on it: abort it first, or supersede it");
      }
    }
    if (present.quarantine() instanceof Quarantine quarantine
        && quarantine.hash().equals(wanted.hash())) {
      return new Refused(
          wanted.reference()
              + " is in quarantine: "
              + quarantine.reason()
              + ". Write a better revision; to try this one again, start its rollout by hand");
    }
    starts.add(
        new StartRollout(
            put.name(), wanted.reference(), how.strategy(), how.supersede(), put.author()));
    return new ByStages(first, whole);
  }

  private boolean has(Target present, EncodedRevision wanted) {
    return rehearsal
        .resolve(present.config())
        .filter(means -> means.revision().hash().equals(wanted.hash()))
        .isPresent();
  }

  List<StartRollout> starts() {
    return starts;
  }

  /** Rollouts that are under way already, by target. */
  Map<String, String> underWay() {
    return underWay;
  }
}
