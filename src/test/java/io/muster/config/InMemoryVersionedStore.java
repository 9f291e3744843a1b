package io.muster.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** {@link VersionedStore} in memory, for tests. Thread-safe. */
public class InMemoryVersionedStore<T> implements VersionedStore<T> {

  private final Function<T, String> name;
  private final Map<String, Versioned<T>> values = new HashMap<>();
  private long lastVersion;

  /** Empty at first. */
  public InMemoryVersionedStore(Function<T, String> name) {
    this.name = name;
  }

  @Override
  public synchronized Optional<Versioned<T>> get(String key) {
    return Optional.ofNullable(values.get(key));
  }

  @Override
  public synchronized List<Versioned<T>> all() {
    return List.copyOf(values.values());
  }

  @Override
  public synchronized boolean add(T record) {
    return values.putIfAbsent(name.apply(record), new Versioned<>(record, ++lastVersion)) == null;
  }

  @Override
  public synchronized boolean replace(T record, long expectedVersion) {
    Versioned<T> stored = values.get(name.apply(record));
    if (stored == null || stored.version() != expectedVersion) {
      return false;
    }
    values.put(name.apply(record), new Versioned<>(record, ++lastVersion));
    return true;
  }

  @Override
  public synchronized boolean remove(String key, long expectedVersion) {
    Versioned<T> stored = values.get(key);
    return stored != null && stored.version() == expectedVersion && values.remove(key) != null;
  }
}
