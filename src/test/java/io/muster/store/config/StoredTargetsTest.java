package io.muster.store.config;

import io.muster.policy.TargetStore;
import io.muster.policy.TargetStoreContract;
import io.muster.store.InMemoryStore;
import java.time.InstantSource;

class StoredTargetsTest extends TargetStoreContract {

  private final TargetStore store = new StoredTargets(new InMemoryStore(InstantSource.system()));

  @Override
  protected TargetStore store() {
    return store;
  }
}
