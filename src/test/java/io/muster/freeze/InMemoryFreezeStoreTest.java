package io.muster.freeze;

/** The fake that the other tests rely on keeps the contract. */
class InMemoryFreezeStoreTest extends FreezeStoreContract {

  private final FreezeStore store = new InMemoryFreezeStore();

  @Override
  protected FreezeStore store() {
    return store;
  }
}
