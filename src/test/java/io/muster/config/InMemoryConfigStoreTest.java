package io.muster.config;

/** The fake that the other tests rely on keeps the contract. */
class InMemoryConfigStoreTest extends ConfigStoreContract {

  private final ConfigStore store = new InMemoryConfigStore();

  @Override
  protected ConfigStore store() {
    return store;
  }
}
