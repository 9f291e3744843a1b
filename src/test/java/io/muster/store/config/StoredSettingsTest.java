package io.muster.store.config;

import io.muster.policy.SettingsStore;
import io.muster.policy.SettingsStoreContract;
import io.muster.store.InMemoryStore;
import java.time.InstantSource;

class StoredSettingsTest extends SettingsStoreContract {

  private final SettingsStore store = new StoredSettings(new InMemoryStore(InstantSource.system()));

  @Override
  protected SettingsStore store() {
    return store;
  }
}
