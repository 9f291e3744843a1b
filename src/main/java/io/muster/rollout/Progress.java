package io.muster.rollout;

import io.muster.protocol.InstanceUid;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What changes about a rollout.
 *
 * @param excluded first uids of agents that came to harm with the config
 * @param gates how the current stage's gates were evaluated last, by name
 * @param reason why it paused or ended; empty if there is nothing to tell
 * @param ending what a rollout that is rolling back will be: {@link RolloutState#ROLLED_BACK} or
 *     {@link RolloutState#ABORTED}
 * @param inconclusive whether a measurement that failed is why it is paused, and goes on by itself,
 *     or why it goes back, and nothing is quarantined
 * @param frozenSince since when a freeze keeps it from going on, by the rollouts' clock; null if
 *     none does
 */
public record Progress(
    RolloutState state,
    StagePosition place,
    Set<InstanceUid> excluded,
    Map<String, GateStatus> gates,
    Counts counts,
    String reason,
    RolloutState ending,
    boolean inconclusive,
    @Nullable Instant frozenSince) {

  public Progress {
    excluded = Set.copyOf(excluded);
    gates = Map.copyOf(gates);
  }

  /** Progress that no freeze stops. */
  public Progress(
      RolloutState state,
      StagePosition place,
      Set<InstanceUid> excluded,
      Map<String, GateStatus> gates,
      Counts counts,
      String reason,
      RolloutState ending,
      boolean inconclusive) {
    this(state, place, excluded, gates, counts, reason, ending, inconclusive, null);
  }

  /** Progress for which no measurement has failed. */
  public Progress(
      RolloutState state,
      StagePosition place,
      Set<InstanceUid> excluded,
      Map<String, GateStatus> gates,
      Counts counts,
      String reason,
      RolloutState ending) {
    this(state, place, excluded, gates, counts, reason, ending, false);
  }

  /** The same without what every evaluation of a gate moves. */
  Progress withoutEvaluations() {
    Map<String, GateStatus> still = new HashMap<>();
    gates.forEach((name, status) ->
        still.put(
            name,
            new GateStatus(
                0, status.failures(), Instant.EPOCH, status.error(), status.inconclusiveSince())));
    return gated(still);
  }

  /**
   * Names how far it has come as far as agents have to do with it: what was seen at another step is
   * not about this one. Agents are only ever added to a stage's probes and to the excluded, so
   * their numbers tell which they are.
   */
  String step() {
    return state
        + "/"
        + place.stage()
        + "/"
        + place.phase()
        + "/"
        + place.points()
        + "/"
        + place.probes().size()
        + "/"
        + excluded.size();
  }

  /** Whether the config before comes back, or has. */
  boolean takesBack() {
    return switch (state) {
      case ROLLING_BACK, ROLLED_BACK, ABORTED -> true;
      case PENDING, RUNNING, PAUSED, AWAITING_APPROVAL, SUCCEEDED -> false;
    };
  }

  Progress in(RolloutState newState) {
    return new Progress(
        newState, place, excluded, gates, counts, reason, ending, inconclusive, frozenSince);
  }

  Progress at(StagePosition newPlace) {
    return new Progress(
        state, newPlace, excluded, gates, counts, reason, ending, inconclusive, frozenSince);
  }

  Progress excluding(Set<InstanceUid> uids) {
    return new Progress(
        state, place, uids, gates, counts, reason, ending, inconclusive, frozenSince);
  }

  Progress gated(Map<String, GateStatus> newGates) {
    return new Progress(
        state, place, excluded, newGates, counts, reason, ending, inconclusive, frozenSince);
  }

  Progress counted(Counts newCounts) {
    return new Progress(
        state, place, excluded, gates, newCounts, reason, ending, inconclusive, frozenSince);
  }

  Progress because(String newReason) {
    return new Progress(
        state, place, excluded, gates, counts, newReason, ending, inconclusive, frozenSince);
  }

  Progress measured(boolean nowInconclusive) {
    return new Progress(
        state, place, excluded, gates, counts, reason, ending, nowInconclusive, frozenSince);
  }

  /** The same, stopped by a freeze since then. */
  Progress frozen(@Nullable Instant since) {
    return new Progress(state, place, excluded, gates, counts, reason, ending, inconclusive, since);
  }

  /** Brings the config before back, which no freeze stops. */
  Progress rollingBack(RolloutState end, String why) {
    return new Progress(RolloutState.ROLLING_BACK, place, excluded, gates, counts, why, end);
  }
}
