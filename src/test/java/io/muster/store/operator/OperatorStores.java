package io.muster.store.operator;

import io.muster.operator.OperatorStore;
import io.muster.store.KeyValueStore;

/** The port of operators on any store, for tests of other packages. */
public final class OperatorStores {

  private OperatorStores() {}

  /** The port on this store. */
  public static OperatorStore on(KeyValueStore store) {
    return new StoredOperators(store);
  }
}
