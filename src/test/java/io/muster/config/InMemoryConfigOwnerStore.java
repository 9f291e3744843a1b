package io.muster.config;

/** A {@link ConfigOwnerStore} in memory, for tests. */
public final class InMemoryConfigOwnerStore extends InMemoryVersionedStore<ConfigOwner>
    implements ConfigOwnerStore {

  /** An empty store. */
  public InMemoryConfigOwnerStore() {
    super(ConfigOwner::config);
  }
}
