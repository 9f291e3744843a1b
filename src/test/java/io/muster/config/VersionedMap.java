package io.muster.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Values with versions, changed by compare-and-set. Thread-safe. */
final class VersionedMap<T> {

  private final Map<String, Stored<T>> values = new HashMap<>();
  private long lastVersion;

  synchronized Optional<Stored<T>> get(String key) {
    return Optional.ofNullable(values.get(key));
  }

  synchronized List<Stored<T>> all() {
    return List.copyOf(values.values());
  }

  synchronized boolean add(String key, T value) {
    return values.putIfAbsent(key, new Stored<>(value, ++lastVersion)) == null;
  }

  synchronized boolean replace(String key, T value, long expectedVersion) {
    Stored<T> stored = values.get(key);
    if (stored == null || stored.version() != expectedVersion) {
      return false;
    }
    values.put(key, new Stored<>(value, ++lastVersion));
    return true;
  }

  synchronized boolean remove(String key, long expectedVersion) {
    Stored<T> stored = values.get(key);
    return stored != null && stored.version() == expectedVersion && values.remove(key) != null;
  }
}
