package io.muster.store.config;

import io.muster.plan.ManifestSetStore;
import io.muster.plan.ManifestSetStoreContract;
import io.muster.store.InMemoryStore;
import java.time.Instant;
import java.time.InstantSource;

class StoredManifestSetsTest extends ManifestSetStoreContract {

  private final ManifestSetStore store =
      new StoredManifestSets(
          new InMemoryStore(InstantSource.fixed(Instant.parse("2026-11-30T00:00:00Z"))));

  @Override
  protected ManifestSetStore store() {
    return store;
  }
}
