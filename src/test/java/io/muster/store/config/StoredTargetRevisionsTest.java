package io.muster.store.config;

import io.muster.policy.TargetRevisionStore;
import io.muster.policy.TargetRevisionStoreContract;
import io.muster.store.InMemoryStore;
import java.time.InstantSource;

class StoredTargetRevisionsTest extends TargetRevisionStoreContract {

  private final TargetRevisionStore store =
      new StoredTargetRevisions(new InMemoryStore(InstantSource.system()));

  @Override
  protected TargetRevisionStore store() {
    return store;
  }
}
