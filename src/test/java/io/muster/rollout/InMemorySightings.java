package io.muster.rollout;

import io.muster.cluster.InstanceId;
import io.muster.config.Stored;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Sightings in memory, for tests; nothing is forgotten. Thread-safe. */
final class InMemorySightings implements Sightings {

  private final Map<String, Stored<Sighting>> told = new ConcurrentHashMap<>();
  private final AtomicLong version = new AtomicLong();

  @Override
  public void tell(String rollout, InstanceId self, Sighting sighting) {
    told.put(rollout + "/" + self, new Stored<>(sighting, version.incrementAndGet()));
  }

  @Override
  public Map<InstanceId, Stored<Sighting>> of(String rollout, Set<InstanceId> instances) {
    Map<InstanceId, Stored<Sighting>> found = new HashMap<>();
    for (InstanceId instance : instances) {
      Stored<Sighting> sighting = told.get(rollout + "/" + instance);
      if (sighting != null) {
        found.put(instance, sighting);
      }
    }
    return found;
  }
}
