package io.muster.rollout;

import io.muster.config.InMemoryVersionedStore;

/** Rollouts in memory, for tests. Thread-safe. */
public final class InMemoryRolloutStore extends InMemoryVersionedStore<Rollout>
    implements RolloutStore {

  /** Empty at first. */
  public InMemoryRolloutStore() {
    super(Rollout::id);
  }
}
