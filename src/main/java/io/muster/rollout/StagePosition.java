package io.muster.rollout;

import io.muster.protocol.InstanceUid;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How far a rollout has come.
 *
 * @param stage index of the stage, from 0
 * @param since when the phase began
 * @param settledAt since when all agents given the config have come to an end with it; null while
 *     some have not
 * @param probes first uids of the stage's probe wave
 * @param points basis points the current stage has been given so far
 * @param grownAt when it was given some of them last; null if it was not yet
 */
public record StagePosition(
    int stage,
    Phase phase,
    Instant since,
    @Nullable Instant settledAt,
    Set<InstanceUid> probes,
    int points,
    @Nullable Instant grownAt) {

  /** What a stage goes through. */
  public enum Phase {
    /** A few agents try the config first. */
    PROBE,
    /** The stage's other agents are given it. */
    SPREAD,
    /** All have it; time passes under the eyes of the gates. */
    OBSERVE
  }

  public StagePosition {
    probes = Set.copyOf(probes);
  }

  /** One that has not grown. */
  public StagePosition(
      int stage,
      Phase phase,
      Instant since,
      @Nullable Instant settledAt,
      Set<InstanceUid> probes,
      int points) {
    this(stage, phase, since, settledAt, probes, points, null);
  }

  /** At the begin of a stage. */
  static StagePosition begin(Strategy strategy, int stage, Instant now) {
    boolean byPercent = strategy.stages().get(stage).share() instanceof StageScope.Percent;
    return new StagePosition(
        stage, Phase.PROBE, now, null, Set.of(), byPercent ? strategy.pointsBefore(stage) : 0);
  }

  StagePosition in(Phase newPhase, Instant now) {
    return new StagePosition(stage, newPhase, now, null, probes, points);
  }

  StagePosition probing(Set<InstanceUid> wave) {
    return new StagePosition(stage, phase, since, null, wave, points, grownAt);
  }

  StagePosition settled(@Nullable Instant at) {
    return new StagePosition(stage, phase, since, at, probes, points, grownAt);
  }

  StagePosition spreadTo(int newPoints) {
    return spreadTo(newPoints, since);
  }

  StagePosition spreadTo(int newPoints, Instant at) {
    return new StagePosition(stage, phase, since, null, probes, newPoints, at);
  }

  /** The same after a pause: its time is no observation. */
  StagePosition afterPause(Duration pause) {
    return phase == Phase.OBSERVE
        ? new StagePosition(stage, phase, since.plus(pause), settledAt, probes, points, grownAt)
        : settled(null);
  }
}
