package io.muster.policy;

/** The fake that the other tests rely on keeps the contract. */
class InMemoryTargetStoreTest extends TargetStoreContract {

  private final TargetStore store = new InMemoryTargetStore();

  @Override
  protected TargetStore store() {
    return store;
  }
}
