package io.muster.fleet;

/** The fake that the other tests rely on keeps the contract. */
class InMemoryAgentStoreTest extends AgentStoreContract {

  private final AgentStore store = new InMemoryAgentStore();

  @Override
  protected AgentStore store() {
    return store;
  }
}
