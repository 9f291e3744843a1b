package io.muster.policy;

/** The fake that the other tests rely on keeps the contract. */
class InMemoryTargetRevisionStoreTest extends TargetRevisionStoreContract {

  private final TargetRevisionStore store = new InMemoryTargetRevisionStore();

  @Override
  protected TargetRevisionStore store() {
    return store;
  }
}
