package io.muster.rollout;

import io.muster.policy.Split;
import io.muster.protocol.InstanceUid;
import io.muster.rollout.StagePosition.Phase;
import io.muster.rollout.Strategy.OnFailure;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a rollout does next: a pure function of the rollout, the time and what is seen. Whoever
 * calls it writes the result down first and then makes the target like it, so that a crash at any
 * point is gone on from.
 */
final class RolloutMachine {

  /** One agent in so many is in a probe wave. */
  static final int PROBED_ONE_IN = 100;

  private RolloutMachine() {}

  /**
   * How far it has come then; equal to how far it is if there is nothing to do.
   *
   * @param seen with the target as {@link Rollout#steered} wants it
   * @param readings what Prometheus said since the step before, by gate
   */
  static Progress step(
      Rollout rollout, Instant now, Observation seen, Map<String, QueryResult> readings) {
    Progress progress = rollout.progress();
    return switch (progress.state()) {
      case PENDING ->
          progress.in(RolloutState.RUNNING).at(StagePosition.begin(rollout.strategy(), 0, now));
      case RUNNING, AWAITING_APPROVAL -> running(rollout, now, seen, readings);
      case PAUSED -> exclude(progress.counted(seen.counts()), seen);
      case ROLLING_BACK -> rollingBack(progress, seen);
      case ROLLED_BACK, SUCCEEDED, ABORTED -> progress;
    };
  }

  /** The gates to ask Prometheus about now. */
  static List<Gate.MetricGate> questions(Rollout rollout, Instant now) {
    Progress progress = rollout.progress();
    boolean asking =
        progress.state() == RolloutState.AWAITING_APPROVAL
            || (progress.state() == RolloutState.RUNNING
                && (progress.place().phase() != Phase.PROBE
                    || !progress.place().probes().isEmpty()));
    return !asking
        ? List.of()
        : rollout.currentStage().gates().stream()
            .filter(gate -> due(gate, progress, now))
            .filter(Gate.MetricGate.class::isInstance)
            .map(Gate.MetricGate.class::cast)
            .toList();
  }

  /** Ends the wait of a stage: on to the next, or to success. */
  static Progress advance(Strategy strategy, Progress progress, Instant now) {
    int next = progress.place().stage() + 1;
    return next < strategy.stages().size()
        ? progress
            .in(RolloutState.RUNNING)
            .at(StagePosition.begin(strategy, next, now))
            .gated(Map.of())
            .because("")
        : progress.in(RolloutState.SUCCEEDED).because("");
  }

  private static Progress running(
      Rollout rollout, Instant now, Observation seen, Map<String, QueryResult> readings) {
    Progress progress = exclude(rollout.progress().counted(seen.counts()), seen);
    if (progress.excluded().size() >= Split.MAX_LISTED) {
      return progress.rollingBack(
          RolloutState.ROLLED_BACK, "more than " + Split.MAX_LISTED + " agents came to harm");
    }
    progress = progress.gated(evaluated(rollout, progress, now, seen, readings));
    String tripped = tripped(rollout.currentStage(), progress);
    if (tripped == null && waveLost(progress, seen)) {
      tripped = lost(progress.place(), seen);
      // Were it paused and resumed, others would try.
      progress = progress.at(progress.place().probing(Set.of()));
    }
    if (tripped != null) {
      return rollout.strategy().onFailure() == OnFailure.ROLLBACK
          ? progress.rollingBack(RolloutState.ROLLED_BACK, tripped)
          : progress.in(RolloutState.PAUSED).because(tripped);
    }
    if (progress.state() == RolloutState.AWAITING_APPROVAL) {
      return progress;
    }
    StagePosition place = progress.place();
    return switch (place.phase()) {
      case PROBE -> {
        StagePosition next = probe(rollout, progress, now, seen);
        boolean waits = next.phase() == Phase.PROBE && next.probes().isEmpty();
        yield progress.at(next).because(waits ? waiting(next, seen) : "");
      }
      case SPREAD -> progress.at(spread(rollout, progress, now, seen));
      case OBSERVE -> {
        boolean over = !now.isBefore(place.since().plus(rollout.currentStage().observe()));
        if (!over || !gatesHold(rollout.currentStage(), progress, place.since())) {
          yield progress;
        }
        yield rollout.currentStage().approval()
            ? progress.in(RolloutState.AWAITING_APPROVAL)
            : advance(rollout.strategy(), progress, now);
      }
    };
  }

  private static Progress exclude(Progress progress, Observation seen) {
    if (progress.excluded().containsAll(seen.harmed())) {
      return progress;
    }
    Set<InstanceUid> excluded = new HashSet<>(progress.excluded());
    for (InstanceUid uid : seen.harmed()) {
      if (excluded.size() < Split.MAX_LISTED) {
        excluded.add(uid);
      }
    }
    return progress.excluding(excluded);
  }

  private static StagePosition probe(
      Rollout rollout, Progress progress, Instant now, Observation seen) {
    StagePosition place = progress.place();
    if (place.probes().isEmpty()) {
      int wave = Math.min(Math.max(1, seen.total() / PROBED_ONE_IN), Split.MAX_LISTED);
      if (seen.candidates().isEmpty()) {
        // Nobody there to try it: the stage waits, unless there is nobody in it at all.
        return seen.waiting() == 0 ? place.in(Phase.SPREAD, now) : place;
      }
      return place.probing(
          seen.candidates().stream()
              .limit(wave)
              .map(Observation.Candidate::uid)
              .collect(Collectors.toUnmodifiableSet()));
    }
    if (gone(seen)) {
      // All of them had left before it was sent to them: others try it.
      return place.probing(Set.of());
    }
    StagePosition settled = settled(place, seen.probesPending(), now);
    return settled.settledAt() instanceof Instant at
            && gatesHold(rollout.currentStage(), progress, at)
        ? settled.in(Phase.SPREAD, now)
        : settled;
  }

  /** Whether none of the probe wave is there, and none has told what became of the config. */
  private static boolean gone(Observation seen) {
    return seen.probesPending() == 0 && seen.probesEnded() == 0;
  }

  /**
   * Whether the probe wave was sent the config and has not been heard of since: were others to try
   * it then, a config that kills without a word would take one wave after the other.
   */
  private static boolean waveLost(Progress progress, Observation seen) {
    StagePosition place = progress.place();
    return progress.state() == RolloutState.RUNNING
        && place.phase() == Phase.PROBE
        && !place.probes().isEmpty()
        && gone(seen)
        && seen.probesLost() > 0;
  }

  private static String lost(StagePosition place, Observation seen) {
    return "stage "
        + (place.stage() + 1)
        + ": all "
        + seen.probesLost()
        + " agents that were sent the config first went away without an answer and have not come"
        + " back";
  }

  private static String waiting(StagePosition place, Observation seen) {
    return seen.waiting() == 0
        ? ""
        : "stage "
            + (place.stage() + 1)
            + " waits: none of its agents that could try the config first is connected";
  }

  private static StagePosition spread(
      Rollout rollout, Progress progress, Instant now, Observation seen) {
    StagePosition place = progress.place();
    int full =
        switch (rollout.currentStage().share()) {
          case StageScope.Percent(int basisPoints) -> basisPoints;
          case StageScope.Matching ignored -> Split.BUCKETS;
        };
    if (place.points() < full) {
      return place.spreadTo(Math.min(full, place.points() + room(rollout, full, seen)));
    }
    StagePosition settled = settled(place, seen.pending(), now);
    return settled.settledAt() != null ? settled.in(Phase.OBSERVE, now) : settled;
  }

  /** How many basis points more may be given the config without too many being under way. */
  private static int room(Rollout rollout, int full, Observation seen) {
    int max = rollout.strategy().maxInFlight();
    if (max == 0 || seen.total() == 0) {
      return full;
    }
    long free = Math.max(0, max - seen.pending());
    long points = free * Split.BUCKETS / seen.total();
    // However few may be under way, one bucket is the least that can be given.
    return points == 0 && seen.pending() == 0 ? 1 : (int) Math.min(full, points);
  }

  private static StagePosition settled(StagePosition place, int pending, Instant now) {
    if (pending > 0) {
      return place.settledAt() == null ? place : place.settled(null);
    }
    return place.settledAt() == null ? place.settled(now) : place;
  }

  private static Progress rollingBack(Progress progress, Observation seen) {
    Counts before = progress.counts();
    // What was reached stays on the record; only what comes back moves.
    Counts counts =
        new Counts(
            before.total(),
            before.offered(),
            before.applied(),
            before.failed(),
            before.unanswered(),
            seen.rollbackPending(),
            Math.max(before.rolledBack(), seen.rolledBack()),
            before.unconfirmed());
    Progress counted = progress.counted(counts);
    return seen.rollbackPending() == 0 ? counted.in(counted.ending()) : counted;
  }

  private static Map<String, GateStatus> evaluated(
      Rollout rollout,
      Progress progress,
      Instant now,
      Observation seen,
      Map<String, QueryResult> readings) {
    Map<String, GateStatus> statuses = new HashMap<>(progress.gates());
    for (Gate gate : rollout.currentStage().gates()) {
      GateStatus before = statuses.get(gate.name());
      switch (gate) {
        case Gate.FleetGate fleet -> {
          if (due(fleet, progress, now)) {
            statuses.put(gate.name(), status(gate, before, now, fleet.value(seen), ""));
          }
        }
        case Gate.MetricGate metric -> {
          switch (readings.get(metric.name())) {
            case QueryResult.Value(Instant at, double value) ->
                statuses.put(gate.name(), status(gate, before, at, value, ""));
            case QueryResult.Unavailable(Instant at, String reason) ->
                statuses.put(gate.name(), status(gate, before, at, Double.NaN, reason));
            case null -> {}
          }
        }
      }
    }
    return statuses;
  }

  private static GateStatus status(
      Gate gate, @Nullable GateStatus before, Instant at, double value, String error) {
    boolean holds = error.isEmpty() && gate.condition().holds(value);
    int failures = holds ? 0 : (before == null ? 0 : before.failures()) + 1;
    return new GateStatus(value, failures, at, error);
  }

  private static boolean due(Gate gate, Progress progress, Instant now) {
    GateStatus last = progress.gates().get(gate.name());
    return last == null
        || now.isBefore(last.evaluatedAt()) // The clock was set back.
        || !now.isBefore(last.evaluatedAt().plus(gate.condition().every()));
  }

  /** Whether each gate has been evaluated since then, and held. */
  private static boolean gatesHold(Stage stage, Progress progress, Instant since) {
    return stage.gates().stream()
        .allMatch(gate ->
            progress.gates().get(gate.name()) instanceof GateStatus status
                && status.holds()
                && !status.evaluatedAt().isBefore(since));
  }

  /** Why to stop, if a gate says so. */
  private static @Nullable String tripped(Stage stage, Progress progress) {
    for (Gate gate : stage.gates()) {
      if (progress.gates().get(gate.name()) instanceof GateStatus status
          && status.failures() >= gate.condition().consecutive()) {
        return reason(gate, status, progress);
      }
    }
    return null;
  }

  private static String reason(Gate gate, GateStatus status, Progress progress) {
    String found =
        status.error().isEmpty() ? "is " + NumberText.text(status.value()) : "has no value";
    Counts counts = progress.counts();
    return "gate '"
        + gate.name()
        + "' of stage "
        + (progress.place().stage() + 1)
        + " "
        + found
        + ", expected "
        + gate.condition()
        + (status.failures() > 1 ? ", " + status.failures() + " times in a row" : "")
        + (status.error().isEmpty() ? "" : " (" + status.error() + ")")
        + "; of "
        + counts.offered()
        + " agents offered, "
        + counts.failed()
        + " failed and "
        + counts.unanswered()
        + " did not answer";
  }
}
