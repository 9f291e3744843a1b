package io.muster.rollout;

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
 * @param probesPending those of them that are in the probe wave
 * @param rolledBack were given the config before after the new one
 * @param rollbackPending connected, were given the new config, and not yet the one before
 * @param harmed first uids of agents that must not keep the config
 * @param candidates first uids of agents that may be the next probe wave, in order of preference
 */
public record Observation(
    int total,
    int applied,
    Cohort offered,
    Cohort others,
    int pending,
    int probesPending,
    int rolledBack,
    int rollbackPending,
    Set<InstanceUid> harmed,
    List<InstanceUid> candidates) {

  /** Nobody there. */
  public static final Observation NOBODY =
      new Observation(0, 0, Cohort.NONE, Cohort.NONE, 0, 0, 0, 0, Set.of(), List.of());

  public Observation {
    harmed = Set.copyOf(harmed);
    candidates = List.copyOf(candidates);
  }

  /** What two who look at different agents see together. */
  Observation plus(Observation other) {
    Set<InstanceUid> allHarmed = new HashSet<>(harmed);
    allHarmed.addAll(other.harmed);
    List<InstanceUid> allCandidates = new ArrayList<>(candidates);
    allCandidates.addAll(other.candidates);
    return new Observation(
        total + other.total,
        applied + other.applied,
        offered.plus(other.offered),
        others.plus(other.others),
        pending + other.pending,
        probesPending + other.probesPending,
        rolledBack + other.rolledBack,
        rollbackPending + other.rollbackPending,
        allHarmed,
        allCandidates);
  }

  /** The same with the candidates in this order. */
  Observation preferring(Comparator<InstanceUid> order) {
    return new Observation(
        total,
        applied,
        offered,
        others,
        pending,
        probesPending,
        rolledBack,
        rollbackPending,
        harmed,
        candidates.stream().sorted(order).toList());
  }

  Counts counts() {
    return new Counts(
        total,
        offered.agents(),
        applied,
        offered.failed(),
        offered.unanswered(),
        pending,
        rolledBack);
  }
}
