package io.muster.store.fleet;

import io.muster.store.InMemoryStore;
import io.muster.store.KeyValueStore;
import java.time.InstantSource;

class InMemoryOwnersTest extends OwnersContract {

  @Override
  KeyValueStore open() {
    return new InMemoryStore(InstantSource.system());
  }
}
