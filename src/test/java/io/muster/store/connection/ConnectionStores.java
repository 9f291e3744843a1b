package io.muster.store.connection;

import io.muster.connection.ConnectionProgressStore;
import io.muster.connection.ConnectionSettingsStore;
import io.muster.store.KeyValueStore;

/** The ports of connection settings on any store, for tests of other packages. */
public final class ConnectionStores {

  private ConnectionStores() {}

  /** The port of progress on this store. */
  public static ConnectionProgressStore progressOn(KeyValueStore store) {
    return new StoredConnectionProgress(store);
  }

  /** The port of settings on this store. */
  public static ConnectionSettingsStore on(KeyValueStore store) {
    return new StoredConnectionSettings(store);
  }
}
