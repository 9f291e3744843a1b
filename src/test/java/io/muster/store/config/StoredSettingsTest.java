package io.muster.store.config;

import io.muster.config.SettingsStore;
import io.muster.config.SettingsStoreContract;
import io.muster.store.InMemoryStore;
import java.time.InstantSource;

class StoredSettingsTest extends SettingsStoreContract {

  private final SettingsStore store = new StoredSettings(new InMemoryStore(InstantSource.system()));

  @Override
  protected SettingsStore store() {
    return store;
  }
}
