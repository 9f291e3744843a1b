package io.muster.operator;

/** The fake that the other tests rely on keeps the contract. */
class InMemoryOperatorStoreTest extends OperatorStoreContract {

  private final OperatorStore store = new InMemoryOperatorStore();

  @Override
  protected OperatorStore store() {
    return store;
  }
}
