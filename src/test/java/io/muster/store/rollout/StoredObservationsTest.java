package io.muster.store.rollout;

import io.muster.rollout.SharedObservations;
import io.muster.rollout.SharedObservationsContract;
import io.muster.store.InMemoryStore;
import java.time.InstantSource;

class StoredObservationsTest extends SharedObservationsContract {

  private final SharedObservations sharedObservations =
      RolloutStores.on(new InMemoryStore(InstantSource.system())).sharedObservations();

  @Override
  protected SharedObservations sharedObservations() {
    return sharedObservations;
  }
}
