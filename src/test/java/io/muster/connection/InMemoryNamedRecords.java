package io.muster.connection;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** {@link NamedRecords} in memory, for tests. */
class InMemoryNamedRecords<T> implements NamedRecords<T> {

  private final Map<String, Versioned<T>> records = new TreeMap<>();
  private final Function<T, String> name;
  private long version;

  InMemoryNamedRecords(Function<T, String> name) {
    this.name = name;
  }

  @Override
  public synchronized Optional<Versioned<T>> get(String key) {
    return Optional.ofNullable(records.get(key));
  }

  @Override
  public synchronized List<Versioned<T>> all() {
    return List.copyOf(records.values());
  }

  @Override
  public synchronized boolean add(T added) {
    return !records.containsKey(name.apply(added)) && put(added);
  }

  @Override
  public synchronized boolean replace(T changed, long expectedVersion) {
    return isAt(name.apply(changed), expectedVersion) && put(changed);
  }

  @Override
  public synchronized boolean remove(String key, long expectedVersion) {
    return isAt(key, expectedVersion) && records.remove(key) != null;
  }

  private boolean isAt(String key, long expected) {
    Versioned<T> found = records.get(key);
    return found != null && found.version() == expected;
  }

  private boolean put(T value) {
    records.put(name.apply(value), new Versioned<>(value, ++version));
    return true;
  }
}
