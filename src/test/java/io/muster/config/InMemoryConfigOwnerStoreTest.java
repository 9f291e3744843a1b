package io.muster.config;

/** The fake that the other tests rely on keeps the contract. */
class InMemoryConfigOwnerStoreTest extends ConfigOwnerStoreContract {

  private final ConfigOwnerStore store = new InMemoryConfigOwnerStore();

  @Override
  protected ConfigOwnerStore store() {
    return store;
  }
}
