package io.muster.rollout;

import io.muster.cluster.InstanceId;
import io.muster.config.Versioned;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Sightings in memory, for tests; nothing is forgotten. Thread-safe. */
final class InMemorySharedObservations implements SharedObservations {

  private final Map<String, Versioned<Sighting>> told = new ConcurrentHashMap<>();
  private final AtomicLong version = new AtomicLong();

  @Override
  public void tell(String rollout, InstanceId self, Sighting sighting) {
    told.put(rollout + "/" + self, new Versioned<>(sighting, version.incrementAndGet()));
  }

  @Override
  public Map<InstanceId, Versioned<Sighting>> of(String rollout, Set<InstanceId> instances) {
    Map<InstanceId, Versioned<Sighting>> found = new HashMap<>();
    for (InstanceId instance : instances) {
      Versioned<Sighting> sighting = told.get(rollout + "/" + instance);
      if (sighting != null) {
        found.put(instance, sighting);
      }
    }
    return found;
  }
}
