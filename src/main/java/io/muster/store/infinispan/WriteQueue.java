package io.muster.store.infinispan;

import com.google.protobuf.ByteString;
import io.muster.store.CacheName;
import io.muster.store.CacheName.Durability;
import io.muster.store.Lifespan;
import io.muster.store.StoreException;
import io.muster.store.StoreUnavailable;
import io.muster.store.StoreUnavailable.Reason;
import io.muster.telemetry.StoreMetrics;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Writes on their way to the servers: a few at a time, the others wait in the order they came, and
 * what may wait is bounded. Unconditional ones go together, cache by cache; the others each on a
 * virtual thread, durable caches and rebuildable ones apart. Thread-safe.
 */
final class WriteQueue implements AutoCloseable {

  /** Of each kind of cache; more at a time make each slower, not all faster. */
  private static final int AT_A_TIME = 32;

  private final int maxRows;
  private final long maxBytes;
  private final Duration closeWithin;
  private final StoreMetrics metrics;

  /**
   * What agents report may wait behind itself, but leases, changes by operators and attempts, which
   * an offer waits for, do not wait behind it.
   */
  private final Map<Durability, Semaphore> running =
      Map.of(
          Durability.DURABLE, new Semaphore(AT_A_TIME, true),
          Durability.REBUILDABLE, new Semaphore(AT_A_TIME, true));

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<CacheName, PutBatcher> lanes = new EnumMap<>(CacheName.class);
  private int rows;
  private long bytes;
  private boolean closed;

  /** Writes entries of a cache unconditionally; blocks. */
  @FunctionalInterface
  interface Putting {
    void write(CacheName cache, Map<String, ByteString> values, Lifespan lifespan);
  }

  WriteQueue(
      int maxRows, long maxBytes, Duration closeWithin, StoreMetrics metrics, Putting putting) {
    this.maxRows = maxRows;
    this.maxBytes = maxBytes;
    this.closeWithin = closeWithin;
    this.metrics = metrics;
    for (CacheName cache : CacheName.values()) {
      lanes.put(
          cache,
          new PutBatcher(
              (values, lifespan) -> putting.write(cache, values, lifespan),
              threads,
              metrics::committed));
    }
    metrics.queue(this::rows);
  }

  /** Hands unconditional writes in; the future fails at once when too much is waiting. */
  CompletableFuture<Void> put(CacheName cache, Map<String, ByteString> values, Lifespan lifespan) {
    int putRows = values.size();
    long putBytes = values.values().stream().mapToLong(ByteString::size).sum();
    try {
      enter(putRows, putBytes);
    } catch (StoreUnavailable e) {
      metrics.failed(Failures.tag(e));
      return CompletableFuture.failedFuture(e);
    }
    long submitted = System.nanoTime();
    CompletableFuture<Void> future = new CompletableFuture<>();
    PutBatcher.Done done =
        failure -> {
          leave(putRows, putBytes);
          if (failure == null) {
            metrics.written(System.nanoTime() - submitted);
            future.complete(null);
          } else {
            metrics.failed(Failures.tag(failure));
            future.completeExceptionally(failure);
          }
        };
    try {
      Objects.requireNonNull(lanes.get(cache))
          .add(new PutBatcher.Put(values, putBytes, lifespan, done));
    } catch (RejectedExecutionException e) {
      done.done(closed());
    }
    return future;
  }

  /**
   * Hands a write in that goes by itself; the future fails at once when too much is waiting.
   *
   * @param write blocks
   */
  <T> CompletableFuture<T> add(CacheName cache, int writeRows, long writeBytes, Supplier<T> write) {
    try {
      enter(writeRows, writeBytes);
    } catch (StoreUnavailable e) {
      metrics.failed(Failures.tag(e));
      return CompletableFuture.failedFuture(e);
    }
    long submitted = System.nanoTime();
    CompletableFuture<T> future = new CompletableFuture<>();
    Runnable task =
        () -> {
          try {
            T result = run(cache, write);
            leave(writeRows, writeBytes);
            metrics.written(System.nanoTime() - submitted);
            metrics.committed(writeRows);
            future.complete(result);
          } catch (Throwable e) {
            leave(writeRows, writeBytes);
            StoreException failure = Failures.of(e);
            metrics.failed(Failures.tag(failure));
            future.completeExceptionally(failure);
          }
        };
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      leave(writeRows, writeBytes);
      future.completeExceptionally(closed());
    }
    return future;
  }

  private <T> T run(CacheName cache, Supplier<T> write) throws InterruptedException {
    Semaphore turns = Objects.requireNonNull(running.get(cache.durability()));
    turns.acquire();
    try {
      return write.get();
    } finally {
      turns.release();
    }
  }

  private synchronized void enter(int writeRows, long writeBytes) {
    if (closed) {
      throw closed();
    }
    boolean fits = rows + writeRows <= maxRows && bytes + writeBytes <= maxBytes;
    if (!fits && rows > 0) {
      throw new StoreUnavailable(
          Reason.OVERLOADED,
          "The write queue is full: " + rows + " rows, " + bytes + " bytes wait for Infinispan.");
    }
    rows += writeRows;
    bytes += writeBytes;
  }

  private static StoreUnavailable closed() {
    return new StoreUnavailable(Reason.CLOSED, "The store is closed.");
  }

  private synchronized void leave(int writeRows, long writeBytes) {
    rows -= writeRows;
    bytes -= writeBytes;
  }

  private synchronized int rows() {
    return rows;
  }

  /** Refuses further writes, and waits for those that are under way, but not for ever. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    threads.shutdown();
    try {
      if (!threads.awaitTermination(closeWithin.toMillis(), TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
