package io.muster.store.rollout;

import io.muster.rollout.RolloutAgentStore;
import io.muster.rollout.RolloutAgentStoreContract;
import io.muster.store.InMemoryStore;
import java.time.InstantSource;

class StoredRolloutAgentsTest extends RolloutAgentStoreContract {

  private final RolloutAgentStore store =
      new StoredRolloutAgents(new InMemoryStore(InstantSource.system()));

  @Override
  protected RolloutAgentStore store() {
    return store;
  }
}
