package io.muster.policy;

/** The fake that the other tests rely on keeps the contract. */
class InMemorySettingsStoreTest extends SettingsStoreContract {

  private final SettingsStore store = new InMemorySettingsStore();

  @Override
  protected SettingsStore store() {
    return store;
  }
}
