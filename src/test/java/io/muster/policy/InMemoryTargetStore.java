package io.muster.policy;

import io.muster.config.InMemoryVersionedStore;

/** A {@link TargetStore} in memory, for tests. */
public final class InMemoryTargetStore extends InMemoryVersionedStore<Target>
    implements TargetStore {

  /** An empty store. */
  public InMemoryTargetStore() {
    super(Target::name);
  }
}
