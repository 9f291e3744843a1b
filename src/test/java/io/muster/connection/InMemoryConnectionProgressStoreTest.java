package io.muster.connection;

/** The fake that the other tests rely on keeps the contract. */
class InMemoryConnectionProgressStoreTest extends ConnectionProgressStoreContract {

  private final ConnectionProgressStore store = new InMemoryConnectionProgressStore();

  @Override
  protected ConnectionProgressStore store() {
    return store;
  }
}
