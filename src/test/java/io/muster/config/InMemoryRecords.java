package io.muster.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** {@link NamedRecords} in memory, for tests. Thread-safe. */
public class InMemoryRecords<T> implements NamedRecords<T> {

  private final Function<T, String> name;
  private final Map<String, Stored<T>> values = new HashMap<>();
  private long lastVersion;

  /** Empty at first. */
  public InMemoryRecords(Function<T, String> name) {
    this.name = name;
  }

  @Override
  public synchronized Optional<Stored<T>> get(String key) {
    return Optional.ofNullable(values.get(key));
  }

  @Override
  public synchronized List<Stored<T>> all() {
    return List.copyOf(values.values());
  }

  @Override
  public synchronized boolean add(T record) {
    return values.putIfAbsent(name.apply(record), new Stored<>(record, ++lastVersion)) == null;
  }

  @Override
  public synchronized boolean replace(T record, long expectedVersion) {
    Stored<T> stored = values.get(name.apply(record));
    if (stored == null || stored.version() != expectedVersion) {
      return false;
    }
    values.put(name.apply(record), new Stored<>(record, ++lastVersion));
    return true;
  }

  @Override
  public synchronized boolean remove(String key, long expectedVersion) {
    Stored<T> stored = values.get(key);
    return stored != null && stored.version() == expectedVersion && values.remove(key) != null;
  }
}
