package io.muster.plan;

import io.muster.config.InMemoryVersionedStore;

/** A {@link ManifestLabelStore} in memory, for tests. */
public final class InMemoryManifestLabelStore extends InMemoryVersionedStore<LabelledThing>
    implements ManifestLabelStore {

  /** An empty store. */
  public InMemoryManifestLabelStore() {
    super(LabelledThing::key);
  }
}
