package io.muster.rollout;

import io.muster.agent.Health;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is watched about one agent that was given a rollout's config: whether it stays well for a
 * while after APPLIED (SEMANTICS 22), and whether its process starts anew after that. One thread.
 */
final class AgentWatch {

  /** Samples in the time an agent must stay well. */
  private static final int SAMPLES = 5;

  /** Where the watch stands. */
  enum Verdict {
    /** Not enough seen. */
    OPEN,
    /** It stayed well. */
    WELL,
    /** It says that it is unhealthy. */
    UNHEALTHY,
    /** It was not connected at any time. */
    AWAY,
    /** It says nothing about its health, and must. */
    SILENT
  }

  private final boolean unhealthyBefore;
  private final boolean requireHealth;
  private final Duration window;
  private @Nullable Instant offered;
  private @Nullable Instant begun;
  private @Nullable Instant lastSample;
  private int unhealthySamples;
  private boolean seenConnected;
  private Verdict verdict = Verdict.OPEN;
  private @Nullable Health lastHealth;
  private long startTime;
  private boolean restarted;

  /**
   * A watch that begins with the first sample.
   *
   * @param unhealthyBefore whether the agent was so before it was given the config: then it cannot
   *     fail by being so still
   * @param window how long it must stay well
   */
  AgentWatch(boolean unhealthyBefore, boolean requireHealth, Duration window) {
    this.unhealthyBefore = unhealthyBefore;
    this.requireHealth = requireHealth;
    this.window = window;
  }

  /** A watch that is over: it stayed well, or was seen to by a process before this. */
  static AgentWatch over(boolean unhealthyBefore, boolean requireHealth, Duration window) {
    AgentWatch watch = new AgentWatch(unhealthyBefore, requireHealth, window);
    watch.verdict = Verdict.WELL;
    return watch;
  }

  /** Whether the agent was unhealthy before it was given the config. */
  boolean unhealthyBefore() {
    return unhealthyBefore;
  }

  /**
   * Whether an agent has left an offer unanswered for too long, however often it was made. The time
   * it is away does not count.
   *
   * @param patience for one offer
   */
  boolean late(Instant now, boolean connected, Duration patience) {
    if (!connected || offered == null) {
      offered = now;
    }
    return !now.isBefore(offered.plus(patience));
  }

  /** Takes a sample, if it is time for one, of an agent that has applied the config. */
  Verdict sample(Instant now, boolean connected, @Nullable Health health) {
    noteStart(health);
    if (verdict != Verdict.OPEN
        || (lastSample != null
            && !now.isBefore(lastSample)
            && now.isBefore(lastSample.plus(window.dividedBy(SAMPLES))))) {
      return verdict;
    }
    lastSample = now;
    if (begun == null || now.isBefore(begun)) {
      begun = now;
    }
    seenConnected |= connected;
    boolean unhealthy = health != null && !health.healthy() && !unhealthyBefore;
    unhealthySamples = unhealthy ? unhealthySamples + 1 : 0;
    if (!now.isBefore(begun.plus(window))) {
      verdict = verdict(health);
    }
    return verdict;
  }

  /** One bad sample at the very end is looked at once more. */
  private Verdict verdict(@Nullable Health health) {
    if (!seenConnected) {
      return Verdict.AWAY;
    }
    if (unhealthySamples > 0) {
      return unhealthySamples > 1 ? Verdict.UNHEALTHY : Verdict.OPEN;
    }
    return health == null && requireHealth ? Verdict.SILENT : Verdict.WELL;
  }

  /** Whether it cannot be said yet how the agent takes the config. */
  boolean open() {
    return verdict == Verdict.OPEN;
  }

  /** Whether the agent has started anew since it had applied the config. */
  boolean restarted() {
    return restarted;
  }

  private void noteStart(@Nullable Health health) {
    if (health == null || health.equals(lastHealth)) {
      return;
    }
    long started = health.tree().getStartTimeUnixNano();
    if (lastHealth != null && startTime != 0 && started != 0 && started != startTime) {
      restarted = true;
    }
    lastHealth = health;
    startTime = started == 0 ? startTime : started;
  }
}
