package io.muster.store;

import com.google.protobuf.ByteString;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A store whose caller dies after the n-th write: that write is done, the caller does not learn it,
 * and every later call fails. For the crash points of SEMANTICS 13:
 *
 * <pre>{@code
 * boolean crashed = true;
 * for (int n = 0; crashed; n++) {
 *   var memory = new InMemoryStore(time);
 *   var store = new CrashingStore(memory, n);
 *   try { act(store); } catch (CrashingStore.Crash | CompletionException e) { }
 *   crashed = store.crashed();
 *   // what a restarted server finds in memory must be sound; act(memory) again must succeed
 * }
 * }</pre>
 */
public final class CrashingStore implements KeyValueStore {

  /** What the dying caller gets. */
  public static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1;

    Crash() {
      super("crashed on purpose");
    }
  }

  private final KeyValueStore delegate;
  private final AtomicInteger writesLeft;
  private volatile boolean crashed;

  /**
   * Wraps a store.
   *
   * @param writes writes that succeed; 0 lets the very first one be done, but not be learnt of
   */
  public CrashingStore(KeyValueStore delegate, int writes) {
    this.delegate = delegate;
    this.writesLeft = new AtomicInteger(writes);
  }

  /** Whether the crash has happened. */
  public boolean crashed() {
    return crashed;
  }

  @Override
  public Optional<Entry> get(CacheName cache, String key) {
    return read(() -> delegate.get(cache, key));
  }

  @Override
  public Map<String, Entry> getAll(CacheName cache, Collection<String> keys) {
    return read(() -> delegate.getAll(cache, keys));
  }

  @Override
  public void scan(CacheName cache, int batch, Consumer<Entry> each) {
    read(() -> {
      delegate.scan(cache, batch, each);
      return batch;
    });
  }

  @Override
  public CompletableFuture<Void> put(
      CacheName cache, String key, ByteString value, Lifespan lifespan) {
    return write(() -> delegate.put(cache, key, value, lifespan));
  }

  @Override
  public CompletableFuture<Void> putAll(
      CacheName cache, Map<String, ByteString> values, Lifespan lifespan) {
    return write(() -> delegate.putAll(cache, values, lifespan));
  }

  @Override
  public CompletableFuture<WriteOutcome> putIfAbsent(
      CacheName cache, String key, ByteString value, Lifespan lifespan) {
    return write(() -> delegate.putIfAbsent(cache, key, value, lifespan));
  }

  @Override
  public CompletableFuture<WriteOutcome> replace(
      CacheName cache, String key, ByteString value, Version expected, Lifespan lifespan) {
    return write(() -> delegate.replace(cache, key, value, expected, lifespan));
  }

  @Override
  public CompletableFuture<WriteOutcome> touch(CacheName cache, String key, Lifespan lifespan) {
    return write(() -> delegate.touch(cache, key, lifespan));
  }

  @Override
  public CompletableFuture<Void> remove(CacheName cache, String key) {
    return write(() -> delegate.remove(cache, key));
  }

  @Override
  public CompletableFuture<WriteOutcome> remove(CacheName cache, String key, Version expected) {
    return write(() -> delegate.remove(cache, key, expected));
  }

  @Override
  public Watch watch(CacheName cache, ChangeListener listener) {
    return read(() -> delegate.watch(cache, listener));
  }

  @Override
  public DamagedRecords damaged() {
    return delegate.damaged();
  }

  @Override
  public StoreHealth health() {
    return read(delegate::health);
  }

  @Override
  public void close() {
    delegate.close();
  }

  private <T> T read(Supplier<T> call) {
    if (crashed) {
      throw new Crash();
    }
    return call.get();
  }

  private <T> CompletableFuture<T> write(Supplier<CompletableFuture<T>> call) {
    if (crashed) {
      return CompletableFuture.failedFuture(new Crash());
    }
    if (writesLeft.getAndDecrement() > 0) {
      return call.get();
    }
    crashed = true;
    return call.get().thenCompose(done -> CompletableFuture.failedFuture(new Crash()));
  }
}
