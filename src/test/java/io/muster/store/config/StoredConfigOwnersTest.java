package io.muster.store.config;

import io.muster.config.ConfigOwnerStore;
import io.muster.config.ConfigOwnerStoreContract;
import io.muster.store.InMemoryStore;
import java.time.Instant;
import java.time.InstantSource;

class StoredConfigOwnersTest extends ConfigOwnerStoreContract {

  private final ConfigOwnerStore store =
      new StoredConfigOwners(
          new InMemoryStore(InstantSource.fixed(Instant.parse("2026-12-01T00:00:00Z"))));

  @Override
  protected ConfigOwnerStore store() {
    return store;
  }
}
