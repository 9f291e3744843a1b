package io.muster.store.infinispan;

import com.google.protobuf.ByteString;
import io.muster.store.CacheName;
import io.muster.store.CannotOpenStore;
import io.muster.store.ChangeListener;
import io.muster.store.DamagedRecords;
import io.muster.store.Entry;
import io.muster.store.KeyValueStore;
import io.muster.store.Lifespan;
import io.muster.store.Limits;
import io.muster.store.StoreException;
import io.muster.store.StoreHealth;
import io.muster.store.StoreUnavailable;
import io.muster.store.StoreUnavailable.Reason;
import io.muster.store.Version;
import io.muster.store.Watch;
import io.muster.store.Watches;
import io.muster.store.WriteOutcome;
import io.muster.telemetry.StoreMetrics;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The store of several nodes: caches in Infinispan servers. It opens while they are away, connects
 * by itself, and refuses calls at once until then.
 *
 * <p>Lifespans go by the servers' clocks. Changes are told as far as the servers tell them: a
 * change of two keys in any order, and after a fail-over all is to be read again. A conditional
 * removal that was repeated because its answer was lost ends as a conflict, although it was done.
 */
public final class InfinispanStore implements KeyValueStore {

  private final DamagedRecords damaged = new DamagedRecords();

  /** Reads that run at the same time; further ones wait. */
  private static final int READS_AT_A_TIME = 128;

  private final InfinispanOptions options;
  private final StoreMetrics metrics;
  private final Watches watches = new Watches();
  private final Semaphore reads = new Semaphore(READS_AT_A_TIME);
  private final Connection connection;
  private final Circuit circuit;
  private final WriteQueue queue;
  private boolean closed;

  private InfinispanStore(InfinispanOptions options, StoreMetrics metrics, Circuit circuit) {
    this.options = options;
    this.metrics = metrics;
    this.circuit = circuit;
    this.connection = new Connection(options, watches, circuit);
    metrics.degraded(this::degradedSeconds);
    this.queue =
        new WriteQueue(
            options.queuedRows(),
            options.queuedBytes(),
            options.timeout().plus(options.timeout()),
            metrics,
            this::put);
  }

  /**
   * Opens the store, whether the servers are there or not; tries once before it returns.
   *
   * @param circuit what every call goes through
   * @throws CannotOpenStore if the servers are there, but refuse the login or have caches of
   *     another kind
   */
  public static InfinispanStore open(
      InfinispanOptions options, StoreMetrics metrics, Circuit circuit) {
    InfinispanStore store = new InfinispanStore(options, metrics, circuit);
    store.connection.open();
    return store;
  }

  @Override
  public Optional<Entry> get(CacheName cache, String key) {
    Limits.checkKey(key);
    return read(cache, found -> Optional.ofNullable(found.get(key)));
  }

  @Override
  public Map<String, Entry> getAll(CacheName cache, Collection<String> keys) {
    Limits.checkBatch(keys.size());
    List<String> copy = List.copyOf(keys);
    copy.forEach(Limits::checkKey);
    return read(cache, found -> found.getAll(copy));
  }

  @Override
  public void scan(CacheName cache, int batch, Consumer<Entry> each) {
    if (batch < 1) {
      throw new IllegalArgumentException("batch is " + batch + ", expected at least 1");
    }
    // Not among the reads: the consumer may read as well
    try {
      connection.cache(cache).scan(batch, each);
    } catch (StoreException e) {
      metrics.failed(Failures.tag(e));
      throw e;
    }
  }

  @Override
  public CompletableFuture<Void> put(
      CacheName cache, String key, ByteString value, Lifespan lifespan) {
    Limits.checkEntry(key, value);
    return put(cache, Map.of(key, value), value, lifespan);
  }

  @Override
  public CompletableFuture<Void> putAll(
      CacheName cache, Map<String, ByteString> values, Lifespan lifespan) {
    Limits.checkBatch(values.size());
    Map<String, ByteString> copy = Map.copyOf(values);
    copy.forEach(Limits::checkEntry);
    return put(cache, copy, largest(copy.values()), lifespan);
  }

  private CompletableFuture<Void> put(
      CacheName cache, Map<String, ByteString> values, ByteString largest, Lifespan lifespan) {
    try {
      // Apart from the others that it will go with, which would fail because of it.
      checkSize(cache, largest);
    } catch (StoreUnavailable e) {
      metrics.failed(Failures.tag(e));
      return CompletableFuture.failedFuture(e);
    }
    return queue.put(cache, values, lifespan);
  }

  private void put(CacheName name, Map<String, ByteString> values, Lifespan lifespan) {
    Cache found = connection.cache(name);
    circuit.call(() -> {
      found.putAll(values, lifespan);
      return null;
    });
  }

  @Override
  public CompletableFuture<WriteOutcome> putIfAbsent(
      CacheName cache, String key, ByteString value, Lifespan lifespan) {
    Limits.checkEntry(key, value);
    return write(value.size(), cache, value, found -> found.putIfAbsent(key, value, lifespan));
  }

  @Override
  public CompletableFuture<WriteOutcome> replace(
      CacheName cache, String key, ByteString value, Version expected, Lifespan lifespan) {
    Limits.checkEntry(key, value);
    return write(
        value.size(), cache, value, found -> found.replace(key, value, expected, lifespan));
  }

  @Override
  public CompletableFuture<WriteOutcome> touch(CacheName cache, String key, Lifespan lifespan) {
    Limits.checkKey(key);
    return write(0, cache, ByteString.EMPTY, found -> found.touch(key, lifespan));
  }

  @Override
  public CompletableFuture<Void> remove(CacheName cache, String key) {
    Limits.checkKey(key);
    return submit(1, 0, cache, ByteString.EMPTY, found -> found.remove(key));
  }

  @Override
  public CompletableFuture<WriteOutcome> remove(CacheName cache, String key, Version expected) {
    Limits.checkKey(key);
    return write(0, cache, ByteString.EMPTY, found -> found.remove(key, expected));
  }

  @Override
  public Watch watch(CacheName cache, ChangeListener listener) {
    Limits.checkWatched(cache);
    return watches.add(cache, listener);
  }

  @Override
  public boolean shared() {
    return true;
  }

  @Override
  public DamagedRecords damaged() {
    return damaged;
  }

  @Override
  public StoreHealth health() {
    return connection.health();
  }

  private double degradedSeconds() {
    return health() instanceof StoreHealth.Degraded degraded ? degraded.lasting().toSeconds() : 0;
  }

  /** The cache for a write of this value, unless the servers would not take it. */
  private Cache cache(CacheName name, ByteString value) {
    checkSize(name, value);
    return connection.cache(name);
  }

  private void checkSize(CacheName name, ByteString value) {
    if (value.size() > options.maxValueBytes()) {
      throw new StoreUnavailable(
          Reason.FULL,
          "A value for '"
              + name.text()
              + "' has "
              + value.size()
              + " bytes, more than Infinispan may be given: raise"
              + " muster.store.infinispan.max-value-size, and max-content-length in the servers.");
    }
  }

  private static ByteString largest(Collection<ByteString> values) {
    return values.stream().max(Comparator.comparingInt(ByteString::size)).orElse(ByteString.EMPTY);
  }

  @SuppressWarnings("NullAway") // the only Void is null
  private CompletableFuture<Void> submit(
      int rows, long bytes, CacheName name, ByteString value, Consumer<Cache> write) {
    return queue.add(
        name,
        rows,
        bytes,
        () -> {
          Cache found = cache(name, value);
          return circuit.call(() -> {
            write.accept(found);
            return null;
          });
        });
  }

  private <T> CompletableFuture<T> write(
      long bytes, CacheName name, ByteString value, Function<Cache, T> write) {
    return queue.add(
        name,
        1,
        bytes,
        () -> {
          Cache found = cache(name, value);
          return circuit.call(() -> write.apply(found));
        });
  }

  private <T> T read(CacheName name, Function<Cache, T> call) {
    try {
      if (!reads.tryAcquire(options.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
        throw new StoreUnavailable(Reason.OVERLOADED, "Too many reads wait for Infinispan.");
      }
      try {
        Cache found = connection.cache(name);
        return circuit.call(() -> call.apply(found));
      } finally {
        reads.release();
      }
    } catch (StoreException e) {
      metrics.failed(Failures.tag(e));
      throw e;
    } catch (InterruptedException e) {
      throw Failures.of(e);
    }
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    watches.close();
    queue.close();
    connection.close();
  }
}
