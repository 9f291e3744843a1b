package io.muster.store.cluster;

import io.muster.store.InMemoryStore;
import io.muster.store.KeyValueStore;
import java.time.InstantSource;

class InMemoryClusterPortsTest extends ClusterPortsContract {

  @Override
  KeyValueStore open(InstantSource clock) {
    return new InMemoryStore(clock);
  }
}
