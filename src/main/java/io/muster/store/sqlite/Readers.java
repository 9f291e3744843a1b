package io.muster.store.sqlite;

import io.muster.store.StoreException;
import io.muster.store.StoreUnavailable;
import io.muster.store.StoreUnavailable.Reason;
import io.muster.telemetry.StoreMetrics;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The connections that read. Few, because a thread inside SQLite holds its carrier thread. Callers
 * wait for a free one. Thread-safe.
 */
final class Readers implements AutoCloseable {

  /** What is read. */
  @FunctionalInterface
  interface Query<T extends @Nullable Object> {
    T run(Reader reader) throws SQLException;
  }

  private final Path file;
  private final StoreMetrics metrics;
  private final int size;
  private final BlockingQueue<Reader> idle;
  private volatile boolean closed;

  Readers(List<Reader> readers, Path file, StoreMetrics metrics) {
    this.file = file;
    this.metrics = metrics;
    this.size = readers.size();
    this.idle = new ArrayBlockingQueue<>(size, true, readers);
  }

  <T extends @Nullable Object> T read(Query<T> query) {
    Reader reader = take();
    try {
      if (closed) {
        throw new StoreUnavailable(Reason.CLOSED, "The store is closed.");
      }
      return query.run(reader);
    } catch (SQLException e) {
      StoreException failure = Failures.of(e, file);
      metrics.failed(Failures.tag(failure));
      throw failure;
    } finally {
      idle.add(reader);
    }
  }

  private Reader take() {
    try {
      return idle.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailable(Reason.CLOSED, "Interrupted while waiting to read.", e);
    }
  }

  /** Waits for reads under way, then closes the connections; later reads fail. */
  @Override
  public void close() throws SQLException {
    if (closed) {
      return;
    }
    closed = true;
    List<Reader> taken = new ArrayList<>(size);
    while (taken.size() < size) {
      taken.add(take());
    }
    for (Reader reader : taken) {
      reader.close();
    }
    // Whoever waits, or comes later, must get a reader in order to be told that the store is closed
    idle.addAll(taken);
  }
}
