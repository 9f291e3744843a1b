package io.muster.store;

import java.time.InstantSource;

class InMemoryStoreTest extends ConcurrentStoreContract {

  @Override
  protected KeyValueStore open(InstantSource time) {
    return new InMemoryStore(time);
  }
}
