package io.muster.rollout;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How rollouts are driven. */
@ConfigMapping(prefix = "muster.rollouts")
public interface RolloutSettings {

  /** Time between two steps of the rollouts under way. */
  @WithDefault("1s")
  Duration interval();

  /** How long an agent must stay well after it said APPLIED. */
  @WithDefault("10s")
  Duration watch();

  /** Finished rollouts kept per target; the oldest goes first. */
  @WithDefault("50")
  int finishedKept();

  /**
   * How many times faster than the clock on the wall observation times pass: to rehearse a rollout
   * of days in minutes. Agents keep their own time.
   */
  @WithDefault("1")
  int clockFactor();
}
