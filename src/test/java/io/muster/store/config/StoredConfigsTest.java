package io.muster.store.config;

import io.muster.config.ConfigStore;
import io.muster.config.ConfigStoreContract;
import io.muster.store.InMemoryStore;
import java.time.InstantSource;

class StoredConfigsTest extends ConfigStoreContract {

  private final ConfigStore store = new StoredConfigs(new InMemoryStore(InstantSource.system()));

  @Override
  protected ConfigStore store() {
    return store;
  }
}
