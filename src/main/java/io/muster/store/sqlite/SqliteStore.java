package io.muster.store.sqlite;

import com.google.protobuf.ByteString;
import io.muster.store.CacheName;
import io.muster.store.CannotOpenStore;
import io.muster.store.ChangeListener;
import io.muster.store.DamagedRecords;
import io.muster.store.Entry;
import io.muster.store.KeyValueStore;
import io.muster.store.Lifespan;
import io.muster.store.Limits;
import io.muster.store.StoreCorrupt;
import io.muster.store.StoreException;
import io.muster.store.StoreHealth;
import io.muster.store.StoreUnavailable;
import io.muster.store.Version;
import io.muster.store.Watch;
import io.muster.store.Watches;
import io.muster.store.WriteOutcome;
import io.muster.telemetry.StoreMetrics;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The store of a single node: {@code muster.db} in the data folder, a SQLite database with a
 * write-ahead log that is synced at every commit.
 *
 * <p>Every cache is durable here, and every read sees the last commit. A scan is in the order of
 * keys. The start compares the database with the folder's {@link Mark}. Damage within it is not
 * looked for, which would read the whole file: SQLite checks what it reads, and the checksums of
 * its log after a crash.
 */
public final class SqliteStore implements KeyValueStore {

  /** The database file in the data folder. */
  public static final String FILE = "muster.db";

  private static final long PROBE_MILLIS = 1_000;

  /** Entries read one by one where the database is damaged. */
  private static final int ONE_BY_ONE = 256;

  private final InstantSource time;
  private final StoreMetrics metrics;
  private final DataFolder folder;
  private final WriteQueue queue;
  private final DamagedRecords damaged = new DamagedRecords();
  private final Watches watches = new Watches();
  private final Writer writer;
  private final Readers readers;
  private final Copier copier;
  private boolean closed;

  private SqliteStore(
      InstantSource time,
      StoreMetrics metrics,
      DataFolder folder,
      Opening opening,
      SqliteSettings settings) {
    this.time = time;
    this.metrics = metrics;
    this.folder = folder;
    this.queue = new WriteQueue(settings.queuedRows(), settings.queuedBytes());
    Connections connections = opening.connections();
    this.writer =
        new Writer(
            () -> WriteConnection.open(connections, time, opening),
            queue,
            watches,
            metrics,
            opening.file(),
            settings.purgeInterval(),
            new MarkWriter(folder),
            opening.failure());
    this.readers = new Readers(settings.readers(), connections, opening.file(), metrics);
    this.copier = new Copier(folder, connections, opening.file());
  }

  /**
   * Opens the store, making or upgrading it as needed.
   *
   * @throws CannotOpenStore with a message for the person who started the server
   */
  public static SqliteStore open(
      SqliteSettings settings, InstantSource time, StoreMetrics metrics) {
    return open(settings, time, metrics, Schema.current());
  }

  static SqliteStore open(
      SqliteSettings settings, InstantSource time, StoreMetrics metrics, Schema schema) {
    DataFolder folder = DataFolder.lock(settings.folder());
    try {
      Opening opening = Opening.open(folder, settings, schema);
      SqliteStore store = new SqliteStore(time, metrics, folder, opening, settings);
      metrics.queue(store.queue::depth);
      DiskSpace disk = DiskSpace.of(opening.file());
      metrics.disk(disk::free, disk::size, disk::database);
      store.writer.start();
      return store;
    } catch (CannotOpenStore e) {
      folder.close();
      throw e;
    }
  }

  @Override
  public Optional<Entry> get(CacheName cache, String key) {
    Limits.checkKey(key);
    return Optional.ofNullable(readers.read(reader -> reader.get(cache, key, time.millis())));
  }

  @Override
  public Map<String, Entry> getAll(CacheName cache, Collection<String> keys) {
    Limits.checkBatch(keys.size());
    keys.forEach(Limits::checkKey);
    return readers.read(reader -> {
      Map<String, Entry> found = HashMap.newHashMap(keys.size());
      long now = time.millis();
      for (String key : keys) {
        Entry entry = reader.get(cache, key, now);
        if (entry != null) {
          found.put(key, entry);
        }
      }
      return found;
    });
  }

  @Override
  public void scan(CacheName cache, int batch, Consumer<Entry> each) {
    if (batch < 1) {
      throw new IllegalArgumentException("batch is " + batch + ", expected at least 1");
    }
    Page page = page(cache, "", batch);
    while (page.last() != null) {
      page.entries().forEach(each);
      page = page(cache, page.last(), batch);
    }
  }

  /**
   * Some entries.
   *
   * @param last the key that the next page begins after; null at the end
   */
  private record Page(List<Entry> entries, @Nullable String last) {

    static Page of(List<Entry> entries) {
      return new Page(entries, entries.isEmpty() ? null : entries.getLast().key());
    }
  }

  @Override
  public OptionalLong bytes(CacheName cache) {
    return OptionalLong.of(readers.read(reader -> reader.bytes(cache)));
  }

  @Override
  public Optional<Path> copy() {
    return Optional.of(copier.copy());
  }

  private Page page(CacheName cache, String after, int batch) {
    try {
      return Page.of(readers.read(reader -> reader.page(cache, after, time.millis(), batch)));
    } catch (StoreCorrupt e) {
      return oneByOne(cache, after, batch);
    }
  }

  /** A page of the database is damaged: those entries that lie on it are passed over. */
  private Page oneByOne(CacheName cache, String after, int batch) {
    List<String> keys =
        readers.read(reader -> reader.keys(cache, after, Math.min(batch, ONE_BY_ONE)));
    List<Entry> found = new ArrayList<>(keys.size());
    for (String key : keys) {
      try {
        get(cache, key).ifPresent(found::add);
      } catch (StoreCorrupt e) {
        damaged.unreadable(cache, key, String.valueOf(e.getMessage()));
      }
    }
    return new Page(found, keys.isEmpty() ? null : keys.getLast());
  }

  @Override
  public DamagedRecords damaged() {
    return damaged;
  }

  @Override
  public CompletableFuture<Void> put(
      CacheName cache, String key, ByteString value, Lifespan lifespan) {
    Limits.checkEntry(key, value);
    return submit(
        PendingWrite.of(
            1, value.size(), statements -> statements.put(cache, key, value, lifespan)));
  }

  @Override
  public CompletableFuture<Void> putAll(
      CacheName cache, Map<String, ByteString> values, Lifespan lifespan) {
    Limits.checkBatch(values.size());
    // Sorted: neighbours share a page of the tree
    Map<String, ByteString> copy = new TreeMap<>(values);
    copy.forEach(Limits::checkEntry);
    long bytes = copy.values().stream().mapToLong(ByteString::size).sum();
    return submit(
        PendingWrite.of(
            copy.size(), bytes, statements -> statements.putAll(cache, copy, lifespan)));
  }

  @Override
  public CompletableFuture<WriteOutcome> putIfAbsent(
      CacheName cache, String key, ByteString value, Lifespan lifespan) {
    Limits.checkEntry(key, value);
    return submit(
        new PendingWrite<>(
            1, value.size(), statements -> statements.putIfAbsent(cache, key, value, lifespan)));
  }

  @Override
  public CompletableFuture<WriteOutcome> replace(
      CacheName cache, String key, ByteString value, Version expected, Lifespan lifespan) {
    Limits.checkEntry(key, value);
    return submit(
        new PendingWrite<>(
            1,
            value.size(),
            statements -> statements.replace(cache, key, value, expected, lifespan)));
  }

  @Override
  public CompletableFuture<WriteOutcome> touch(CacheName cache, String key, Lifespan lifespan) {
    Limits.checkKey(key);
    return submit(new PendingWrite<>(1, 0, statements -> statements.touch(cache, key, lifespan)));
  }

  @Override
  public CompletableFuture<Void> remove(CacheName cache, String key) {
    Limits.checkKey(key);
    return submit(PendingWrite.of(1, 0, statements -> statements.remove(cache, key)));
  }

  @Override
  public CompletableFuture<WriteOutcome> remove(CacheName cache, String key, Version expected) {
    Limits.checkKey(key);
    return submit(new PendingWrite<>(1, 0, statements -> statements.remove(cache, key, expected)));
  }

  @Override
  public Watch watch(CacheName cache, ChangeListener listener) {
    Limits.checkWatched(cache);
    return watches.add(cache, listener);
  }

  @Override
  public StoreHealth health() {
    Optional<StoreException> failure = writer.lastFailure();
    if (failure.isEmpty()) {
      return new StoreHealth.Up();
    }
    // Nobody may be writing any more, so find out whether it would work again
    CompletableFuture<Void> probe = submit(PendingWrite.of(1, 0, statements -> statements.probe()));
    try {
      probe.get(PROBE_MILLIS, TimeUnit.MILLISECONDS);
      return new StoreHealth.Up();
    } catch (ExecutionException | TimeoutException e) {
      return new StoreHealth.Down(String.valueOf(failure.get().getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new StoreHealth.Down(String.valueOf(failure.get().getMessage()));
    }
  }

  private <T> CompletableFuture<T> submit(PendingWrite<T> write) {
    try {
      queue.add(write);
      return write.future();
    } catch (StoreUnavailable e) {
      metrics.failed(Failures.tag(e));
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    watches.close();
    try (folder) {
      readers.close();
      writer.close();
    }
  }
}
