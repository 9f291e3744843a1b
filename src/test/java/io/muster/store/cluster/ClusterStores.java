package io.muster.store.cluster;

import io.muster.cluster.Epochs;
import io.muster.cluster.FeedStore;
import io.muster.cluster.Leases;
import io.muster.cluster.SharedFormat;
import io.muster.store.KeyValueStore;

/** The cluster's ports on any store, for tests of other packages. */
public record ClusterStores(Leases leases, Epochs epochs, FeedStore feed, SharedFormat format) {

  /** All of them on this store. */
  public static ClusterStores on(KeyValueStore store) {
    return new ClusterStores(
        new StoredLeases(store),
        new StoredEpochs(store),
        new StoredFeed(store),
        new StoredFormat(store));
  }
}
