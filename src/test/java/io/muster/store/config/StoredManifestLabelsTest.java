package io.muster.store.config;

import io.muster.plan.ManifestLabelStore;
import io.muster.plan.ManifestLabelStoreContract;
import io.muster.store.InMemoryStore;
import java.time.Instant;
import java.time.InstantSource;

class StoredManifestLabelsTest extends ManifestLabelStoreContract {

  private final ManifestLabelStore store =
      new StoredManifestLabels(
          new InMemoryStore(InstantSource.fixed(Instant.parse("2026-11-30T00:00:00Z"))));

  @Override
  protected ManifestLabelStore store() {
    return store;
  }
}
