package io.muster.store;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A store without a disk that passes the same contract. Writes are done, and listeners told, before
 * a call returns.
 */
public final class InMemoryStore implements KeyValueStore {

  private record Row(ByteString value, Version version, @Nullable Instant expires) {}

  private record Watcher(CacheName cache, ChangeListener listener) {}

  private final InstantSource time;
  private final boolean shared;
  private final Map<CacheName, NavigableMap<String, Row>> caches = new EnumMap<>(CacheName.class);
  private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
  private final DamagedRecords damaged = new DamagedRecords();
  private long versions;
  private boolean closed;

  public InMemoryStore(InstantSource time) {
    this(time, false);
  }

  /** A store that several instances of a test share, if so. */
  public InMemoryStore(InstantSource time, boolean shared) {
    this.time = time;
    this.shared = shared;
    for (CacheName cache : CacheName.values()) {
      caches.put(cache, new TreeMap<>());
    }
  }

  @Override
  public DamagedRecords damaged() {
    return damaged;
  }

  @Override
  public Optional<Entry> get(CacheName cache, String key) {
    Limits.checkKey(key);
    return Optional.ofNullable(getAll(cache, List.of(key)).get(key));
  }

  @Override
  public synchronized OptionalLong bytes(CacheName cache) {
    return OptionalLong.of(
        caches.getOrDefault(cache, new TreeMap<>()).values().stream()
            .mapToLong(row -> row.value().size())
            .sum());
  }

  @Override
  public synchronized Map<String, Entry> getAll(CacheName cache, Collection<String> keys) {
    Limits.checkBatch(keys.size());
    keys.forEach(Limits::checkKey);
    if (closed) {
      throw closed();
    }
    Map<String, Entry> found = new HashMap<>();
    for (String key : keys) {
      Row row = alive(cache, key);
      if (row != null) {
        found.put(key, new Entry(key, row.value(), row.version()));
      }
    }
    return found;
  }

  @Override
  public void scan(CacheName cache, int batch, Consumer<Entry> each) {
    if (batch < 1) {
      throw new IllegalArgumentException("batch is " + batch);
    }
    List<String> keys;
    synchronized (this) {
      keys = new ArrayList<>(rows(cache).keySet());
    }
    for (String key : keys) {
      get(cache, key).ifPresent(each);
    }
  }

  @Override
  public CompletableFuture<Void> put(
      CacheName cache, String key, ByteString value, Lifespan lifespan) {
    return putAll(cache, Map.of(key, value), lifespan);
  }

  @Override
  public CompletableFuture<Void> putAll(
      CacheName cache, Map<String, ByteString> values, Lifespan lifespan) {
    Limits.checkBatch(values.size());
    values.forEach(Limits::checkEntry);
    return done(
            () -> {
              values.forEach(
                  (key, value) -> write(cache, key, row -> true, newRow(value, lifespan)));
              return WriteOutcome.APPLIED;
            })
        .thenAccept(outcome -> {});
  }

  @Override
  public CompletableFuture<WriteOutcome> putIfAbsent(
      CacheName cache, String key, ByteString value, Lifespan lifespan) {
    Limits.checkEntry(key, value);
    return done(() ->
        alive(cache, key) == null
            ? write(cache, key, row -> true, newRow(value, lifespan))
            : WriteOutcome.CONFLICT);
  }

  @Override
  public CompletableFuture<WriteOutcome> replace(
      CacheName cache, String key, ByteString value, Version expected, Lifespan lifespan) {
    Limits.checkEntry(key, value);
    return done(() ->
        write(
            cache,
            key,
            row -> row != null && row.version().equals(expected),
            newRow(value, lifespan)));
  }

  @Override
  public CompletableFuture<WriteOutcome> touch(CacheName cache, String key, Lifespan lifespan) {
    Limits.checkKey(key);
    return done(() -> {
      Row row = alive(cache, key);
      if (row == null) {
        return WriteOutcome.CONFLICT;
      }
      rows(cache).put(key, newRow(row.value(), lifespan));
      return WriteOutcome.APPLIED;
    });
  }

  @Override
  public CompletableFuture<Void> remove(CacheName cache, String key) {
    Limits.checkKey(key);
    return done(() -> write(cache, key, row -> row != null, null)).thenAccept(outcome -> {});
  }

  @Override
  public CompletableFuture<WriteOutcome> remove(CacheName cache, String key, Version expected) {
    Limits.checkKey(key);
    return done(
        () -> write(cache, key, row -> row != null && row.version().equals(expected), null));
  }

  @Override
  public Watch watch(CacheName cache, ChangeListener listener) {
    Limits.checkWatched(cache);
    Watcher watcher = new Watcher(cache, listener);
    watchers.add(watcher);
    listener.resync();
    return () -> watchers.remove(watcher);
  }

  @Override
  public boolean shared() {
    return shared;
  }

  @Override
  public synchronized StoreHealth health() {
    return closed ? new StoreHealth.Down("The store is closed.") : new StoreHealth.Up();
  }

  @Override
  public synchronized void close() {
    closed = true;
    watchers.clear();
  }

  private synchronized CompletableFuture<WriteOutcome> done(Supplier<WriteOutcome> write) {
    return closed
        ? CompletableFuture.failedFuture(closed())
        : CompletableFuture.completedFuture(write.get());
  }

  private WriteOutcome write(
      CacheName cache, String key, Predicate<@Nullable Row> condition, @Nullable Row row) {
    if (!condition.test(alive(cache, key))) {
      return WriteOutcome.CONFLICT;
    }
    if (row == null) {
      rows(cache).remove(key);
    } else {
      rows(cache).put(key, row);
    }
    for (Watcher watcher : watchers) {
      if (watcher.cache() == cache) {
        watcher.listener().changed(key);
      }
    }
    return WriteOutcome.APPLIED;
  }

  private @Nullable Row alive(CacheName cache, String key) {
    Row row = rows(cache).get(key);
    boolean alive = row != null && (row.expires() == null || row.expires().isAfter(time.instant()));
    return alive ? row : null;
  }

  private Row newRow(ByteString value, Lifespan lifespan) {
    return new Row(
        value,
        new Version(++versions),
        lifespan.isForever() ? null : time.instant().plus(lifespan.duration()));
  }

  private NavigableMap<String, Row> rows(CacheName cache) {
    return java.util.Objects.requireNonNull(caches.get(cache));
  }

  private static StoreUnavailable closed() {
    return new StoreUnavailable(StoreUnavailable.Reason.CLOSED, "The store is closed.");
  }
}
