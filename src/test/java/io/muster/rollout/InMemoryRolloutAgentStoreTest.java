package io.muster.rollout;

class InMemoryRolloutAgentStoreTest extends RolloutAgentStoreContract {

  private final RolloutAgentStore store = new InMemoryRolloutAgentStore();

  @Override
  protected RolloutAgentStore store() {
    return store;
  }
}
