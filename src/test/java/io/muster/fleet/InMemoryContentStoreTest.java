package io.muster.fleet;

/** The fake that the other tests rely on keeps the contract. */
class InMemoryContentStoreTest extends ContentStoreContract {

  private final ContentStore store = new InMemoryContentStore();

  @Override
  protected ContentStore store() {
    return store;
  }
}
