package io.muster.store.sqlite;

import io.muster.store.StoreException;
import io.muster.store.StoreUnavailable;
import io.muster.store.StoreUnavailable.Reason;
import io.muster.telemetry.StoreMetrics;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The connections that read, opened when first used. Few, because a thread inside SQLite holds its
 * carrier thread. Callers wait for a free one. Thread-safe.
 */
final class Readers implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Readers.class);

  /** What is read. */
  @FunctionalInterface
  interface Query<T extends @Nullable Object> {
    T run(Reader reader) throws SQLException;
  }

  private final Connections connections;
  private final Path file;
  private final StoreMetrics metrics;
  private final int size;

  /** As many as there may be connections; an empty one has none yet, or lost it to an error. */
  private final BlockingQueue<Optional<Reader>> idle;

  private volatile boolean closed;

  Readers(int size, Connections connections, Path file, StoreMetrics metrics) {
    this.size = size;
    this.connections = connections;
    this.file = file;
    this.metrics = metrics;
    this.idle = new ArrayBlockingQueue<>(size);
    for (int i = 0; i < size; i++) {
      idle.add(Optional.empty());
    }
  }

  <T extends @Nullable Object> T read(Query<T> query) {
    Optional<Reader> reader = take();
    try {
      if (closed) {
        throw new StoreUnavailable(Reason.CLOSED, "The store is closed.");
      }
      if (reader.isEmpty()) {
        reader = Optional.of(Reader.open(connections));
      }
      return query.run(reader.get());
    } catch (SQLException e) {
      reader.ifPresent(Readers::discard);
      reader = Optional.empty();
      StoreException failure = Failures.of(e, file);
      metrics.failed(Failures.tag(failure));
      throw failure;
    } finally {
      idle.add(reader);
    }
  }

  private Optional<Reader> take() {
    try {
      return idle.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailable(Reason.CLOSED, "Interrupted while waiting to read.", e);
    }
  }

  private static void discard(Reader reader) {
    try {
      reader.close();
    } catch (SQLException e) {
      LOG.debugf("event=store_connection_discarded detail=\"%s\"", e.getMessage());
    }
  }

  /** Waits for reads under way, then closes the connections; later reads fail. */
  @Override
  public void close() {
    closed = true;
    List<Optional<Reader>> taken = new ArrayList<>(size);
    while (taken.size() < size) {
      taken.add(take());
    }
    for (Optional<Reader> reader : taken) {
      reader.ifPresent(Readers::discard);
      // Whoever waits, or comes later, must get one in order to be told that the store is closed
      idle.add(Optional.empty());
    }
  }
}
