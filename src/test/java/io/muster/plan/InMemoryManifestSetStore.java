package io.muster.plan;

import io.muster.config.InMemoryVersionedStore;
import io.muster.config.Versioned;
import io.muster.config.VersionedStore;
import java.util.Optional;

/** A {@link ManifestSetStore} in memory, for tests. */
public final class InMemoryManifestSetStore implements ManifestSetStore {

  private final VersionedStore<ManifestSets> sets = new InMemoryVersionedStore<>(unnamed -> "all");

  @Override
  public Optional<Versioned<ManifestSets>> read() {
    return sets.get("all");
  }

  @Override
  public boolean add(ManifestSets added) {
    return sets.add(added);
  }

  @Override
  public boolean replace(ManifestSets changed, long expectedVersion) {
    return sets.replace(changed, expectedVersion);
  }
}
