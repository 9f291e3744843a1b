package io.muster.store.rollout;

import io.muster.rollout.SharedObservations;
import io.muster.rollout.SharedObservationsContract;
import io.muster.store.InMemoryStore;
import java.time.InstantSource;

class StoredObservationsTest extends SharedObservationsContract {

  private final SharedObservations sightings =
      RolloutStores.on(new InMemoryStore(InstantSource.system())).sightings();

  @Override
  protected SharedObservations sightings() {
    return sightings;
  }
}
