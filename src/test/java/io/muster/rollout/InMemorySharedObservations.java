package io.muster.rollout;

import io.muster.cluster.InstanceId;
import io.muster.config.Versioned;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Shared observations in memory, for tests; nothing is forgotten. Thread-safe. */
final class InMemorySharedObservations implements SharedObservations {

  private final Map<String, Versioned<SharedObservation>> told = new ConcurrentHashMap<>();
  private final AtomicLong version = new AtomicLong();

  @Override
  public void tell(String rollout, InstanceId self, SharedObservation sharedObservation) {
    told.put(rollout + "/" + self, new Versioned<>(sharedObservation, version.incrementAndGet()));
  }

  @Override
  public Map<InstanceId, Versioned<SharedObservation>> of(
      String rollout, Set<InstanceId> instances) {
    Map<InstanceId, Versioned<SharedObservation>> found = new HashMap<>();
    for (InstanceId instance : instances) {
      Versioned<SharedObservation> sharedObservation = told.get(rollout + "/" + instance);
      if (sharedObservation != null) {
        found.put(instance, sharedObservation);
      }
    }
    return found;
  }
}
