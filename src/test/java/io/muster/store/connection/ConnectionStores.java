package io.muster.store.connection;

import io.muster.connection.ConnectionSettingsStore;
import io.muster.store.KeyValueStore;

/** The port of connection settings on any store, for tests of other packages. */
public final class ConnectionStores {

  private ConnectionStores() {}

  /** The port on this store. */
  public static ConnectionSettingsStore on(KeyValueStore store) {
    return new StoredConnectionSettings(store);
  }
}
