package io.muster.store.freeze;

import io.muster.freeze.FreezeStore;
import io.muster.store.KeyValueStore;

/** The port of freezes on any store, for tests of other packages. */
public final class FreezeStores {

  private FreezeStores() {}

  /** The port on this store. */
  public static FreezeStore on(KeyValueStore store) {
    return new StoredFreezes(store);
  }
}
