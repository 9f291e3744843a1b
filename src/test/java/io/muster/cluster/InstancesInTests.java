package io.muster.cluster;

import io.muster.store.InMemoryStore;
import io.muster.store.cluster.ClusterStores;
import java.time.Duration;
import java.time.InstantSource;

/** Instances for tests of other packages. */
public final class InstancesInTests {

  private InstancesInTests() {}

  /** One that is the only one. */
  public static Instances alone() {
    return new Instances(
        new InstanceId("local"),
        ClusterStores.on(new InMemoryStore(InstantSource.system())).leases(),
        Duration.ofSeconds(12));
  }
}
