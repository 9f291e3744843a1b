package io.muster.store.rollout;

import io.muster.rollout.RolloutStore;
import io.muster.rollout.SharedObservations;
import io.muster.store.KeyValueStore;

/** The adapters of this package, for tests of others. */
public record RolloutStores(RolloutStore rollouts, SharedObservations sharedObservations) {

  /** On a store. */
  public static RolloutStores on(KeyValueStore store) {
    return new RolloutStores(new StoredRollouts(store), new StoredObservations(store));
  }
}
