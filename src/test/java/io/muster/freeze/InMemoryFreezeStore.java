package io.muster.freeze;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A {@link FreezeStore} in memory, for tests. */
public final class InMemoryFreezeStore implements FreezeStore {

  private @Nullable Versioned stored;
  private boolean away;

  /** Has every call fail from now on, or none. */
  public synchronized void away(boolean now) {
    away = now;
  }

  private void check() {
    if (away) {
      throw new IllegalStateException("the store is away");
    }
  }

  @Override
  public synchronized Optional<Versioned> get() {
    check();
    return Optional.ofNullable(stored);
  }

  @Override
  public synchronized boolean add(ActiveFreezes first) {
    check();
    if (stored != null) {
      return false;
    }
    stored = new Versioned(first, 1);
    return true;
  }

  @Override
  public synchronized boolean replace(ActiveFreezes changed, long expectedVersion) {
    check();
    Versioned before = stored;
    if (before == null || before.version() != expectedVersion) {
      return false;
    }
    stored = new Versioned(changed, before.version() + 1);
    return true;
  }
}
