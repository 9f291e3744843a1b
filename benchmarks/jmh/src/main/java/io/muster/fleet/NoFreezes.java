package io.muster.fleet;

import io.muster.freeze.ActiveFreezes;
import io.muster.freeze.FreezeStore;
import java.util.Optional;

/** Nothing is frozen, or can be. */
final class NoFreezes implements FreezeStore {

  @Override
  public Optional<Versioned> get() {
    return Optional.empty();
  }

  @Override
  public boolean add(ActiveFreezes first) {
    return false;
  }

  @Override
  public boolean replace(ActiveFreezes changed, long expectedVersion) {
    return false;
  }
}
