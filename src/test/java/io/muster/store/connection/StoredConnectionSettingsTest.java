package io.muster.store.connection;

import io.muster.connection.ConnectionSettingsStore;
import io.muster.connection.ConnectionSettingsStoreContract;
import io.muster.store.InMemoryStore;
import java.time.InstantSource;

class StoredConnectionSettingsTest extends ConnectionSettingsStoreContract {

  private final ConnectionSettingsStore store =
      new StoredConnectionSettings(new InMemoryStore(InstantSource.system()));

  @Override
  protected ConnectionSettingsStore store() {
    return store;
  }
}
