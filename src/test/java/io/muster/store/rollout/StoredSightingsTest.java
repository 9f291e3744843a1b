package io.muster.store.rollout;

import io.muster.rollout.Sightings;
import io.muster.rollout.SightingsContract;
import io.muster.store.InMemoryStore;
import java.time.InstantSource;

class StoredSightingsTest extends SightingsContract {

  private final Sightings sightings =
      RolloutStores.on(new InMemoryStore(InstantSource.system())).sightings();

  @Override
  protected Sightings sightings() {
    return sightings;
  }
}
