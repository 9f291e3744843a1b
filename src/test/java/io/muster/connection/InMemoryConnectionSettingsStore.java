package io.muster.connection;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A {@link ConnectionSettingsStore} in memory, for tests. */
public final class InMemoryConnectionSettingsStore implements ConnectionSettingsStore {

  private final Map<String, Versioned> records = new TreeMap<>();
  private long version;

  @Override
  public synchronized Optional<Versioned> get(String name) {
    return Optional.ofNullable(records.get(name));
  }

  @Override
  public synchronized List<Versioned> all() {
    return List.copyOf(records.values());
  }

  @Override
  public synchronized boolean add(ConnectionRecord added) {
    return !records.containsKey(added.name()) && put(added);
  }

  @Override
  public synchronized boolean replace(ConnectionRecord changed, long expectedVersion) {
    return isAt(changed.name(), expectedVersion) && put(changed);
  }

  @Override
  public synchronized boolean remove(String name, long expectedVersion) {
    return isAt(name, expectedVersion) && records.remove(name) != null;
  }

  private boolean isAt(String name, long expected) {
    Versioned found = records.get(name);
    return found != null && found.version() == expected;
  }

  private boolean put(ConnectionRecord value) {
    records.put(value.name(), new Versioned(value, ++version));
    return true;
  }
}
