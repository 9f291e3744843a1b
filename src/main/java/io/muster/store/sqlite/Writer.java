package io.muster.store.sqlite;

import io.muster.store.StoreException;
import io.muster.store.StoreUnavailable;
import io.muster.store.StoreUnavailable.Reason;
import io.muster.telemetry.StoreMetrics;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes. It commits together whatever waits (group commit: one sync of the
 * disk for all of it), then hands the changes to the listeners, then completes the futures.
 */
final class Writer implements Runnable, AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Writer.class);
  private static final int PURGED_AT_ONCE = 1_000;

  private final Connection connection;
  private final WriteStatements statements;
  private final WriteQueue queue;
  private final Watches watches;
  private final StoreMetrics metrics;
  private final Path file;
  private final Duration purgeInterval;
  private final ExecutorService completions = Executors.newVirtualThreadPerTaskExecutor();
  private final Thread thread = new Thread(this, "muster-store-writer");
  private long purgeDue;
  private volatile @Nullable StoreException lastFailure;

  Writer(
      Connection connection,
      WriteStatements statements,
      WriteQueue queue,
      Watches watches,
      StoreMetrics metrics,
      Path file,
      Duration purgeInterval) {
    this.connection = connection;
    this.statements = statements;
    this.queue = queue;
    this.watches = watches;
    this.metrics = metrics;
    this.file = file;
    this.purgeInterval = purgeInterval;
    this.purgeDue = System.nanoTime() + purgeInterval.toNanos();
  }

  void start() {
    thread.start();
  }

  /** Why the last transaction failed, if it did. */
  Optional<StoreException> lastFailure() {
    return Optional.ofNullable(lastFailure);
  }

  @Override
  public void run() {
    while (!queue.isFinished()) {
      try {
        List<PendingWrite<?>> batch = queue.take(purgeInterval);
        if (!batch.isEmpty()) {
          write(batch);
        }
        purgeIfDue();
      } catch (InterruptedException e) {
        LOG.debug("event=store_writer_interrupted"); // close() ends it, nothing else
      }
    }
  }

  private void write(List<PendingWrite<?>> batch) {
    try {
      for (PendingWrite<?> write : batch) {
        write.run(statements);
      }
      connection.commit();
    } catch (SQLException e) {
      fail(batch, Failures.of(e, file));
      return;
    } catch (RuntimeException | Error e) {
      // The thread must live on: without it every later write would wait for ever
      fail(batch, new StoreUnavailable(Reason.IO, "Writing " + file + " failed: " + e, e));
      return;
    }
    succeed(batch);
  }

  private void succeed(List<PendingWrite<?>> batch) {
    if (lastFailure != null) {
      lastFailure = null;
      LOG.infof("event=store_recovered file=%s", file);
    }
    // Before the futures complete: a watch that begins after a write is not told of it
    watches.publish(statements.takeChanges());
    long now = System.nanoTime();
    int rows = 0;
    for (PendingWrite<?> write : batch) {
      rows += write.rows();
      metrics.written(now - write.submitted());
      write.complete(completions);
    }
    metrics.committed(rows);
  }

  private void fail(List<PendingWrite<?>> batch, StoreException failure) {
    if (lastFailure == null) {
      LOG.errorf("event=store_failed file=%s reason=\"%s\"", file, failure.getMessage());
    }
    lastFailure = failure;
    rollback();
    for (PendingWrite<?> write : batch) {
      metrics.failed(Failures.tag(failure));
      write.fail(failure, completions);
    }
  }

  private void rollback() {
    List<WriteStatements.Change> dropped = statements.takeChanges();
    try {
      connection.rollback();
    } catch (SQLException e) {
      // SQLite rolls back by itself after some errors, and then says that there is nothing to do
      LOG.debugf("event=store_rollback changes=%d detail=\"%s\"", dropped.size(), e.getMessage());
    }
  }

  private void purgeIfDue() {
    if (System.nanoTime() - purgeDue < 0) {
      return;
    }
    try {
      int purged = statements.purge(PURGED_AT_ONCE);
      connection.commit();
      if (purged < PURGED_AT_ONCE) {
        purgeDue = System.nanoTime() + purgeInterval.toNanos();
      }
    } catch (SQLException e) {
      purgeDue = System.nanoTime() + purgeInterval.toNanos();
      LOG.warnf("event=store_purge_failed file=%s reason=\"%s\"", file, e.getMessage());
      rollback();
    }
  }

  /** Writes what waits, then moves the write-ahead log into the database and closes it. */
  @Override
  public void close() throws SQLException {
    queue.close();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    completions.shutdown();
    statements.close();
    connection.setAutoCommit(true);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    } finally {
      connection.close();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
