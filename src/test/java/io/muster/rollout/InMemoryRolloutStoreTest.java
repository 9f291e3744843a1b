package io.muster.rollout;

class InMemoryRolloutStoreTest extends RolloutStoreContract {

  private final RolloutStore store = new InMemoryRolloutStore();

  @Override
  protected RolloutStore store() {
    return store;
  }
}
