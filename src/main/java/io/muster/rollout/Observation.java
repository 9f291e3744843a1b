package io.muster.rollout;

import io.muster.policy.Split;
import io.muster.protocol.InstanceUid;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What is seen of a rollout's agents at one moment.
 *
 * @param total the target's agents that take configs
 * @param applied agents that have the config and stayed well
 * @param offered those that were given the config
 * @param others those that were not
 * @param pending connected, given the config, and not at an end with it
 * @param probesPending agents of the probe wave that have not come to an end, those included that
 *     left so lately that they may come back
 * @param probesEnded agents of the probe wave that have come to an end, good or bad
 * @param probesLost agents of the probe wave that were sent the config, told nothing of it, and
 *     have been away for too long to be waited for
 * @param waiting agents of the current stage, connected or not, that were not given the config
 * @param rolledBack were given the config before after the new one
 * @param rollbackPending connected, were given the new config, and not yet the one before
 * @param harmed first uids of agents that must not keep the config
 * @param candidates agents that may be the next probe wave, in order of preference
 * @param frozen the target's agents for which a freeze holds
 */
public record Observation(
    int total,
    int applied,
    CohortCounts offered,
    CohortCounts others,
    int pending,
    int probesPending,
    int probesEnded,
    int probesLost,
    int waiting,
    int rolledBack,
    int rollbackPending,
    Set<InstanceUid> harmed,
    List<Candidate> candidates,
    int frozen) {

  /**
   * An agent that is connected and may try the config first.
   *
   * @param uid the first one
   * @param healthy false if it says that it is not: the second choice, because a watch cannot tell
   *     whether the config harms it
   */
  public record Candidate(InstanceUid uid, boolean healthy) {

    /** Healthy ones first, then as the rollout's deal has it. */
    static Comparator<Candidate> preference(String rollout) {
      return Comparator.comparing(Candidate::healthy)
          .reversed()
          .thenComparingInt((Candidate candidate) -> Split.bucket(rollout, candidate.uid()))
          .thenComparing(Candidate::uid);
    }
  }

  /** Nobody there. */
  public static final Observation NOBODY =
      new Observation(
          0, 0, CohortCounts.NONE, CohortCounts.NONE, 0, 0, 0, 0, 0, 0, 0, Set.of(), List.of(), 0);

  public Observation {
    harmed = Set.copyOf(harmed);
    candidates = List.copyOf(candidates);
  }

  /** What two who look at different agents see together. */
  Observation plus(Observation other) {
    Set<InstanceUid> allHarmed = new HashSet<>(harmed);
    allHarmed.addAll(other.harmed);
    List<Candidate> allCandidates = new ArrayList<>(candidates);
    allCandidates.addAll(other.candidates);
    return new Observation(
        total + other.total,
        applied + other.applied,
        offered.plus(other.offered),
        others.plus(other.others),
        pending + other.pending,
        probesPending + other.probesPending,
        probesEnded + other.probesEnded,
        probesLost + other.probesLost,
        waiting + other.waiting,
        rolledBack + other.rolledBack,
        rollbackPending + other.rollbackPending,
        allHarmed,
        allCandidates,
        frozen + other.frozen);
  }

  /** The same with the candidates in the order of preference of a rollout. */
  Observation preferring(String rollout) {
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
        candidates.stream().sorted(Candidate.preference(rollout)).toList(),
        frozen);
  }

  Counts counts() {
    return new Counts(
        total,
        offered.agents(),
        applied,
        offered.failed(),
        offered.unanswered(),
        pending,
        rolledBack,
        offered.unconfirmed());
  }
}
