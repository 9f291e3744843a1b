package io.muster.store.fleet;

import io.muster.fleet.LabelStore;
import io.muster.fleet.LabelStoreContract;
import io.muster.store.InMemoryStore;
import java.time.InstantSource;

class StoredLabelsTest extends LabelStoreContract {

  private final LabelStore store = new StoredLabels(new InMemoryStore(InstantSource.system()));

  @Override
  protected LabelStore store() {
    return store;
  }
}
