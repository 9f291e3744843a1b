package io.muster.cluster;

import io.muster.store.InMemoryStore;
import io.muster.store.KeyValueStore;
import io.muster.store.cluster.ClusterStores;
import java.time.Duration;
import java.time.InstantSource;

/** Instances for tests of other packages. */
public final class InstancesInTests {

  private InstancesInTests() {}

  /** One that is the only one. */
  public static Instances alone() {
    return on(new InMemoryStore(InstantSource.system()), "local");
  }

  /** One of several on a store, if it is shared. */
  public static Instances on(KeyValueStore store, String name) {
    return new Instances(
        new InstanceId(name),
        ClusterStores.on(store).leases(),
        Duration.ofSeconds(12),
        SharedFormat.CURRENT,
        Runnable::run);
  }

  /** Whoever asks leads. */
  public static Leaderships leaderships() {
    ClusterStores stores = ClusterStores.on(new InMemoryStore(InstantSource.system()));
    return new Leaderships(
        new InstanceId("local"),
        stores.leases(),
        stores.epochs(),
        Duration.ofSeconds(12),
        System::nanoTime);
  }
}
