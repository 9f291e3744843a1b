package io.muster.plan;

/** The fake that the other tests rely on keeps the contract. */
class InMemoryManifestSetStoreTest extends ManifestSetStoreContract {

  private final ManifestSetStore store = new InMemoryManifestSetStore();

  @Override
  protected ManifestSetStore store() {
    return store;
  }
}
