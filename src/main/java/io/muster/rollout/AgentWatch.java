package io.muster.rollout;

import io.muster.agent.Health;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is watched about one agent that was given a rollout's config: whether it stays well for ten
 * seconds after APPLIED (SEMANTICS 22), and whether its process starts anew after that. One thread.
 */
final class AgentWatch {

  /** Time between two samples. */
  static final Duration INTERVAL = Duration.ofSeconds(2);

  /** How long an agent must stay well. */
  static final Duration WINDOW = Duration.ofSeconds(10);

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
   */
  AgentWatch(boolean unhealthyBefore, boolean requireHealth) {
    this.unhealthyBefore = unhealthyBefore;
    this.requireHealth = requireHealth;
  }

  /** Whether the agent was unhealthy before it was given the config. */
  boolean unhealthyBefore() {
    return unhealthyBefore;
  }

  /** Takes a sample, if it is time for one, of an agent that has applied the config. */
  Verdict sample(Instant now, boolean connected, @Nullable Health health) {
    noteStart(health);
    if (verdict != Verdict.OPEN
        || (lastSample != null && now.isBefore(lastSample.plus(INTERVAL)))) {
      return verdict;
    }
    lastSample = now;
    if (begun == null) {
      begun = now;
    }
    seenConnected |= connected;
    boolean unhealthy = health != null && !health.healthy() && !unhealthyBefore;
    unhealthySamples = unhealthy ? unhealthySamples + 1 : 0;
    if (!now.isBefore(begun.plus(WINDOW))) {
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
