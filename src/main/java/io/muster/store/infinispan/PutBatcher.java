package io.muster.store.infinispan;

import com.google.protobuf.ByteString;
import io.muster.store.Lifespan;
import io.muster.store.StoreException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The unconditional writes of one cache, in the order they came. Those that come while others are
 * under way go in one request: what it costs the servers, the network and this server hardly
 * depends on how many entries are in it. Its bound is the {@link WriteQueue}'s. Thread-safe.
 */
final class PutBatcher {

  /** Requests under way; more at a time make each slower, and leave less to put together. */
  static final int AT_A_TIME = 4;

  static final int MOST_ROWS = 512;
  static final long MOST_BYTES = 1 << 20;

  /** Writes entries and returns when they are durable. */
  @FunctionalInterface
  interface Writer {
    void write(Map<String, ByteString> values, Lifespan lifespan);
  }

  /** Is told how a write ended, on a thread of its own, so that what depends on it may block. */
  @FunctionalInterface
  interface Done {
    void done(@Nullable StoreException failure);
  }

  /** Entries that came together and are written together. */
  record Put(Map<String, ByteString> values, long bytes, Lifespan lifespan, Done done) {}

  private final Writer writer;
  private final Executor threads;
  private final IntConsumer committed;
  private final ArrayDeque<Put> waiting = new ArrayDeque<>();
  private int running;

  /**
   * A lane.
   *
   * @param threads run each task on a thread of its own, which may block
   * @param committed is told the rows of every request that succeeded
   */
  PutBatcher(Writer writer, Executor threads, IntConsumer committed) {
    this.writer = writer;
    this.threads = threads;
    this.committed = committed;
  }

  /**
   * Takes a write.
   *
   * @throws RejectedExecutionException if the threads have come to their end
   */
  void add(Put put) {
    synchronized (this) {
      waiting.add(put);
      if (running == AT_A_TIME) {
        return;
      }
      running++;
    }
    try {
      threads.execute(this::run);
    } catch (RejectedExecutionException e) {
      synchronized (this) {
        running--;
        waiting.remove(put);
      }
      throw e;
    }
  }

  private void run() {
    for (List<Put> batch = take(); !batch.isEmpty(); batch = take()) {
      write(batch);
    }
  }

  /** What goes into the next request; nothing if none waits, and then the caller's run is over. */
  private synchronized List<Put> take() {
    List<Put> taken = new ArrayList<>();
    int rows = 0;
    long bytes = 0;
    for (Put next = waiting.peek(); next != null; next = waiting.peek()) {
      rows += next.values().size();
      bytes += next.bytes();
      if (!taken.isEmpty()
          && (rows > MOST_ROWS
              || bytes > MOST_BYTES
              || !next.lifespan().equals(taken.getFirst().lifespan()))) {
        break;
      }
      taken.add(waiting.remove());
    }
    if (taken.isEmpty()) {
      running--;
    }
    return taken;
  }

  private void write(List<Put> batch) {
    Map<String, ByteString> values;
    if (batch.size() == 1) {
      values = batch.getFirst().values();
    } else {
      values = new HashMap<>();
      // In their order: the later of two writes of one key is the one that stays.
      batch.forEach(put -> values.putAll(put.values()));
    }
    try {
      writer.write(values, batch.getFirst().lifespan());
      committed.accept(values.size());
    } catch (Throwable e) {
      ended(batch, Failures.of(e));
      return;
    }
    ended(batch, null);
  }

  private void ended(List<Put> batch, @Nullable StoreException failure) {
    for (Put put : batch) {
      Runnable task = () -> put.done().done(failure);
      try {
        threads.execute(task);
      } catch (RejectedExecutionException e) {
        task.run(); // The store is being closed: nobody waits behind this thread any more.
      }
    }
  }
}
