package io.muster.store.freeze;

import io.muster.freeze.FreezeStore;
import io.muster.freeze.FreezeStoreContract;
import io.muster.store.InMemoryStore;
import java.time.InstantSource;

class StoredFreezesTest extends FreezeStoreContract {

  private final FreezeStore store = FreezeStores.on(new InMemoryStore(InstantSource.system()));

  @Override
  protected FreezeStore store() {
    return store;
  }
}
