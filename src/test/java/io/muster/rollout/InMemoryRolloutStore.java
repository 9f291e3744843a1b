package io.muster.rollout;

import io.muster.config.InMemoryRecords;

/** Rollouts in memory, for tests. Thread-safe. */
public final class InMemoryRolloutStore extends InMemoryRecords<Rollout> implements RolloutStore {

  /** Empty at first. */
  public InMemoryRolloutStore() {
    super(Rollout::id);
  }
}
