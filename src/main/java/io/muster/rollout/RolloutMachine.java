package io.muster.rollout;

import io.muster.policy.Split;
import io.muster.protocol.InstanceUid;
import io.muster.rollout.StagePosition.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a rollout does next: a pure function of the rollout, the time and what is seen. Whoever
 * calls it writes the result down first and then makes the target like it, so that a crash at any
 * point is gone on from.
 */
final class RolloutMachine {

  /** One agent in so many is in a probe wave. */
  static final int PROBED_ONE_IN = 100;

  private static final long MINUTE = Duration.ofMinutes(1).toMillis();

  private RolloutMachine() {}

  /**
   * How far it has come then; equal to how far it is if there is nothing to do.
   *
   * @param seen with the target as {@link Rollout#steered} wants it
   * @param readings what Prometheus said since the step before, by gate
   * @param closed why no further agents are given the config now; null if they may be
   * @param frozen the freeze that keeps it from going on, in words; null if none does
   */
  static Progress step(
      Rollout rollout,
      Instant now,
      Observation seen,
      Map<String, QueryResult> readings,
      @Nullable String closed,
      @Nullable String frozen) {
    if (frozen != null && goesOn(rollout.progress())) {
      return standing(rollout, now, seen, readings, frozen);
    }
    Rollout thawed =
        rollout.progress().frozenSince() instanceof Instant since
            ? rollout.with(thawed(rollout.progress(), since, now), rollout.changedAt())
            : rollout;
    return step(thawed, now, seen, readings, closed);
  }

  private static Progress step(
      Rollout rollout,
      Instant now,
      Observation seen,
      Map<String, QueryResult> readings,
      @Nullable String closed) {
    Progress progress = rollout.progress();
    return switch (progress.state()) {
      case PENDING ->
          progress.in(RolloutState.RUNNING).at(StagePosition.begin(rollout.strategy(), 0, now));
      case RUNNING, AWAITING_APPROVAL -> running(rollout, now, seen, readings, closed);
      case PAUSED ->
          progress.inconclusive()
              ? running(rollout, now, seen, readings, closed)
              : exclude(progress.counted(seen.counts()), seen);
      case ROLLING_BACK -> rollingBack(progress, seen);
      case ROLLED_BACK, SUCCEEDED, ABORTED -> progress;
    };
  }

  /** Whether it would go on by itself: one that goes back does so in a freeze, too. */
  private static boolean goesOn(Progress progress) {
    return switch (progress.state()) {
      case RUNNING, AWAITING_APPROVAL -> true;
      case PAUSED -> progress.inconclusive();
      case PENDING, ROLLING_BACK, ROLLED_BACK, SUCCEEDED, ABORTED -> false;
    };
  }

  /**
   * Under a freeze nobody else is given the config and no time passes, but what was given out is
   * watched: harm takes it back. That something cannot be told now is no harm.
   */
  private static Progress standing(
      Rollout rollout,
      Instant now,
      Observation seen,
      Map<String, QueryResult> readings,
      String frozen) {
    Progress before = rollout.progress();
    Progress progress = exclude(before.counted(seen.counts()), seen);
    if (tooManyHarmed(progress) instanceof Progress back) {
      return back;
    }
    Map<String, GateStatus> gates = new HashMap<>();
    evaluated(rollout, progress, now, seen, readings)
        .forEach((name, status) -> gates.put(name, status.unlessUnclear(before.gates().get(name))));
    progress = progress.gated(gates);
    return switch (GateVerdict.of(rollout.currentStage(), progress, now)) {
      case GateVerdict.Tripped(String reason) -> failed(rollout, progress, reason).frozen(null);
      case GateVerdict.Expired _, GateVerdict.Unclear _, GateVerdict.GoOn _ ->
          progress
              .frozen(before.frozenSince() == null ? now : before.frozenSince())
              .because(frozen);
    };
  }

  /** After a freeze: its time is no observation, and none in which a measurement failed. */
  private static Progress thawed(Progress progress, Instant since, Instant now) {
    Duration stood = Duration.between(since, now);
    Map<String, GateStatus> gates = new HashMap<>();
    progress.gates().forEach((name, status) -> gates.put(name, status.unclearFrom(now)));
    return progress
        .at(stood.isNegative() ? progress.place() : progress.place().afterPause(stood))
        .gated(gates)
        .frozen(null)
        .because("");
  }

  /** The gates to ask Prometheus about now. */
  static List<Gate.MetricGate> questions(Rollout rollout, Instant now) {
    Progress progress = rollout.progress();
    boolean asking =
        progress.state() == RolloutState.AWAITING_APPROVAL
            || (progress.state() == RolloutState.PAUSED && progress.inconclusive())
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
      Rollout rollout,
      Instant now,
      Observation seen,
      Map<String, QueryResult> readings,
      @Nullable String closed) {
    Progress progress = exclude(rollout.progress().counted(seen.counts()), seen);
    if (tooManyHarmed(progress) instanceof Progress back) {
      return back;
    }
    progress = progress.gated(evaluated(rollout, progress, now, seen, readings));
    switch (GateVerdict.of(rollout.currentStage(), progress, now)) {
      case GateVerdict.Tripped(String reason) -> {
        return failed(rollout, progress, reason);
      }
      case GateVerdict.Expired(String reason) -> {
        Progress failed = failed(rollout, progress, reason);
        return failed.measured(failed.state() == RolloutState.ROLLING_BACK);
      }
      case GateVerdict.Unclear(String reason) -> {
        return progress.state() == RolloutState.AWAITING_APPROVAL
            ? progress.because(reason)
            : progress.in(RolloutState.PAUSED).because(reason).measured(true);
      }
      case GateVerdict.GoOn() -> {
        if (progress.state() == RolloutState.PAUSED) {
          return resumed(rollout.progress(), progress, now);
        }
      }
    }
    if (waveLost(progress, seen)) {
      // Were it paused and resumed, others would try.
      return failed(
          rollout, progress.at(progress.place().probing(Set.of())), lost(progress.place(), seen));
    }
    if (progress.state() == RolloutState.AWAITING_APPROVAL) {
      return progress;
    }
    StagePosition place = progress.place();
    return switch (place.phase()) {
      case PROBE -> {
        if (closed != null && place.probes().isEmpty()) {
          yield progress.because(closed);
        }
        StagePosition next = probe(rollout, progress, now, seen);
        boolean waits = next.phase() == Phase.PROBE && next.probes().isEmpty();
        yield progress.at(next).because(waits ? waiting(next, seen) : "");
      }
      case SPREAD ->
          closed != null && place.points() < full(rollout)
              ? progress.because(closed)
              : progress.at(spread(rollout, progress, now, seen)).because("");
      case OBSERVE -> {
        boolean over = !now.isBefore(place.since().plus(rollout.currentStage().observe()));
        if (!over || !GateVerdict.allHold(rollout.currentStage(), progress, place.since())) {
          yield progress;
        }
        yield rollout.currentStage().approval()
            ? progress.in(RolloutState.AWAITING_APPROVAL)
            : advance(rollout.strategy(), progress, now);
      }
    };
  }

  private static @Nullable Progress tooManyHarmed(Progress progress) {
    return progress.excluded().size() < Split.MAX_LISTED
        ? null
        : progress.rollingBack(
            RolloutState.ROLLED_BACK, "more than " + Split.MAX_LISTED + " agents came to harm");
  }

  private static Progress failed(Rollout rollout, Progress progress, String reason) {
    return switch (rollout.strategy().onFailure()) {
      case ROLLBACK -> progress.rollingBack(RolloutState.ROLLED_BACK, reason);
      case PAUSE -> progress.in(RolloutState.PAUSED).because(reason).measured(false);
    };
  }

  /** What was paused by a measurement that failed goes on; the time of that is no observation. */
  private static Progress resumed(Progress before, Progress progress, Instant now) {
    Duration pause =
        before.gates().values().stream()
            .flatMap(status -> Stream.ofNullable(status.inconclusiveSince()))
            .min(Comparator.naturalOrder())
            .map(since -> Duration.between(since, now))
            .filter(Duration::isPositive)
            .orElse(Duration.ZERO);
    return progress
        .in(RolloutState.RUNNING)
        .at(progress.place().afterPause(pause))
        .because("")
        .measured(false);
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
            && GateVerdict.allHold(rollout.currentStage(), progress, at)
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
    int full = full(rollout);
    if (place.points() < full) {
      int room = room(rollout, full, place, now, seen);
      return room == 0 ? place : place.spreadTo(Math.min(full, place.points() + room), now);
    }
    StagePosition settled = settled(place, seen.pending(), now);
    return settled.settledAt() != null ? settled.in(Phase.OBSERVE, now) : settled;
  }

  /** Basis points of the current stage when all of it is given out. */
  private static int full(Rollout rollout) {
    return switch (rollout.currentStage().share()) {
      case StageScope.Percent(int basisPoints) -> basisPoints;
      case StageScope.Matching ignored -> Split.BUCKETS;
    };
  }

  /** How many basis points more may be given the config now, with regard to the bounds. */
  private static int room(
      Rollout rollout, int full, StagePosition place, Instant now, Observation seen) {
    Strategy strategy = rollout.strategy();
    int room = full;
    if (seen.total() > 0 && strategy.maxInFlight() > 0) {
      long free = Math.max(0, strategy.maxInFlight() - seen.pending());
      long points = free * Split.BUCKETS / seen.total();
      // However few may be under way, one bucket is the least that can be given.
      room = points == 0 && seen.pending() == 0 ? 1 : (int) Math.min(full, points);
    }
    if (seen.total() > 0 && strategy.maxPerMinute() > 0) {
      room = Math.min(room, thisMinute(strategy.maxPerMinute(), full, place, now, seen.total()));
    }
    return room;
  }

  /** What has become free since it grew last; of more than a minute no more than that of one. */
  private static int thisMinute(int max, int full, StagePosition place, Instant now, int total) {
    Instant last = place.grownAt() == null ? place.since() : place.grownAt();
    long millis = Duration.between(last, now).toMillis();
    long agents = max * Math.clamp(millis, 0, MINUTE) / MINUTE;
    long points = agents * Split.BUCKETS / total;
    return agents > 0 && points == 0 ? 1 : (int) Math.min(full, points);
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
    boolean early = progress.place().phase() != Phase.OBSERVE;
    int agents = seen.offered().agents();
    for (Gate gate : rollout.currentStage().gates()) {
      GateStatus before = statuses.get(gate.name());
      switch (gate) {
        case Gate.FleetGate fleet -> {
          if (due(fleet, progress, now)) {
            GateOutcome outcome = GateOutcome.of(gate, agents, fleet.value(seen));
            statuses.put(gate.name(), GateStatus.after(before, gate, now, outcome, early));
          }
        }
        case Gate.MetricGate metric -> {
          switch (readings.get(metric.name())) {
            case QueryResult.Value(Instant at, double value) -> {
              GateOutcome outcome = GateOutcome.of(gate, agents, value);
              statuses.put(gate.name(), GateStatus.after(before, gate, at, outcome, early));
            }
            case QueryResult.Unavailable(Instant at, String reason) -> {
              GateOutcome outcome = new GateOutcome.Inconclusive(reason);
              statuses.put(gate.name(), GateStatus.after(before, gate, at, outcome, early));
            }
            case null -> {}
          }
        }
      }
    }
    return statuses;
  }

  private static boolean due(Gate gate, Progress progress, Instant now) {
    GateStatus last = progress.gates().get(gate.name());
    return last == null
        || now.isBefore(last.evaluatedAt()) // The clock was set back.
        || !now.isBefore(last.evaluatedAt().plus(gate.condition().every()));
  }
}
