package io.muster.rollout;

import io.muster.agent.AgentState;
import io.muster.policy.Split;
import io.muster.protocol.InstanceUid;
import io.muster.rollout.Observation.Candidate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Adds up what is seen of agents. */
final class ObservationBuilder {

  /** How it ended for an agent. */
  enum Outcome {
    APPLIED,
    /** Sent, well since, and nothing told. */
    UNCONFIRMED,
    FAILED,
    UNANSWERED
  }

  /** Candidates told at least, so that there are enough when instances have unlike agents. */
  private static final int MIN_CANDIDATES = 1_000;

  int total;
  int rolledBack;
  int rollbackPending;
  int frozen;
  final Set<InstanceUid> harmed = new HashSet<>();
  private int applied;
  private CohortCounts offered = CohortCounts.NONE;
  private CohortCounts others = CohortCounts.NONE;
  private int pending;
  private int probesPending;
  private int probesEnded;
  private int probesLost;
  private int waiting;
  private final List<Candidate> candidates = new ArrayList<>();

  /** An agent that was given the config; no outcome while it is under way. */
  void offered(
      AgentState state, AgentWatch watch, boolean away, @Nullable Outcome outcome, boolean probe) {
    probesEnded += one(probe && outcome != null);
    // While it applies a config and right after it, the watch says how an agent is, not a gate.
    boolean unhealthy =
        (outcome == Outcome.APPLIED || outcome == Outcome.UNCONFIRMED) && Evidence.unhealthy(state);
    applied += outcome == Outcome.APPLIED ? 1 : 0;
    offered =
        offered.plus(
            new CohortCounts(
                1,
                one(outcome == Outcome.FAILED),
                one(unhealthy),
                one(unhealthy && !watch.unhealthyBefore()),
                one(away),
                one(outcome == Outcome.UNANSWERED),
                one(watch.restarted()),
                one(outcome == Outcome.UNCONFIRMED)));
  }

  void others(boolean failed, boolean unhealthy, boolean disconnected, boolean unanswered) {
    others =
        others.plus(
            new CohortCounts(
                1, one(failed), one(unhealthy), 0, one(disconnected), one(unanswered), 0));
  }

  void pending(boolean probe) {
    pending++;
    probesPending += one(probe);
  }

  /** A probe that was sent the config and has not been heard of since. */
  void lost() {
    probesLost++;
  }

  /**
   * Counts an agent that was not given the config, if the stage is for it.
   *
   * @param connected whether it may try the config first, if it comes to that
   */
  void waiting(
      Rollout rollout, AgentState state, boolean labelsOnly, boolean connected, boolean unhealthy) {
    StagePosition place = rollout.progress().place();
    if (place.phase() != StagePosition.Phase.PROBE) {
      return;
    }
    InstanceUid uid = state.facts().firstUid();
    boolean wanted =
        switch (rollout.currentStage().share()) {
          case StageScope.Percent(int basisPoints) -> Split.bucket(rollout.id(), uid) < basisPoints;
          case StageScope.Matching(var selector) -> selector.matches(state, labelsOnly);
        };
    if (wanted) {
      waiting++;
      if (connected && place.probes().isEmpty()) {
        candidates.add(new Candidate(uid, !unhealthy));
      }
    }
  }

  Observation observation(Rollout rollout) {
    return new Observation(
        total,
        applied,
        offered,
        others,
        pending,
        probesPending,
        probesEnded,
        probesLost,
        waiting,
        rolledBack,
        rollbackPending,
        harmed,
        candidates.stream()
            .sorted(Candidate.preference(rollout.id()))
            .limit(Math.max(MIN_CANDIDATES, total / RolloutMachine.PROBED_ONE_IN))
            .toList(),
        frozen);
  }

  private static int one(boolean counts) {
    return counts ? 1 : 0;
  }
}
