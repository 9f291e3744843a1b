package io.muster.connection;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A {@link ConnectionSettingsStore} in memory, for tests. */
public final class InMemoryConnectionSettingsStore implements ConnectionSettingsStore {

  private @Nullable Versioned current;

  @Override
  public synchronized Optional<Versioned> read() {
    return Optional.ofNullable(current);
  }

  @Override
  public synchronized boolean add(Kept kept) {
    if (current != null) {
      return false;
    }
    current = new Versioned(kept, 1);
    return true;
  }

  @Override
  public synchronized boolean replace(Kept kept, long expectedVersion) {
    if (current == null || current.version() != expectedVersion) {
      return false;
    }
    current = new Versioned(kept, expectedVersion + 1);
    return true;
  }
}
