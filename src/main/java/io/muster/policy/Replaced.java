package io.muster.policy;

import io.muster.config.ConfigReference;

/**
 * A config that a rollout brought another one in place of: what is written down somewhere may still
 * name it, and must not put it back on all agents at once.
 *
 * @param config that the target had before, pinned
 * @param rollout id of the rollout that replaced it
 */
public record Replaced(ConfigReference config, String rollout) {

  public Replaced {
    if (rollout.isEmpty() || !config.pinned()) {
      throw new IllegalArgumentException("what a rollout replaced is pinned, by a rollout");
    }
  }
}
