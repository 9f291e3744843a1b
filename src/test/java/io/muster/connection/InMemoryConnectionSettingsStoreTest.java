package io.muster.connection;

/** The fake that the other tests rely on keeps the contract. */
class InMemoryConnectionSettingsStoreTest extends ConnectionSettingsStoreContract {

  private final ConnectionSettingsStore store = new InMemoryConnectionSettingsStore();

  @Override
  protected ConnectionSettingsStore store() {
    return store;
  }
}
