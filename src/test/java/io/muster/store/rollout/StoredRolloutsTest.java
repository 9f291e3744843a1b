package io.muster.store.rollout;

import io.muster.rollout.RolloutStore;
import io.muster.rollout.RolloutStoreContract;
import io.muster.store.InMemoryStore;
import java.time.InstantSource;

class StoredRolloutsTest extends RolloutStoreContract {

  private final RolloutStore store = new StoredRollouts(new InMemoryStore(InstantSource.system()));

  @Override
  protected RolloutStore store() {
    return store;
  }
}
