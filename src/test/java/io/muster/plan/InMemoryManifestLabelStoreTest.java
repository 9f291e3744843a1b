package io.muster.plan;

/** The fake that the other tests rely on keeps the contract. */
class InMemoryManifestLabelStoreTest extends ManifestLabelStoreContract {

  private final ManifestLabelStore store = new InMemoryManifestLabelStore();

  @Override
  protected ManifestLabelStore store() {
    return store;
  }
}
