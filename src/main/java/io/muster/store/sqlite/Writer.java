package io.muster.store.sqlite;

import io.muster.store.StoreException;
import io.muster.store.StoreUnavailable;
import io.muster.store.StoreUnavailable.Reason;
import io.muster.store.Watches;
import io.muster.telemetry.StoreMetrics;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that writes. It commits together whatever waits (group commit: one sync of the
 * disk for all of it), then hands the changes to the listeners, then completes the futures. After
 * an error it goes on with a new connection.
 */
final class Writer implements Runnable, AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Writer.class);
  private static final int PURGED_AT_ONCE = 1_000;

  /** Makes connections. */
  @FunctionalInterface
  interface Opener {
    WriteConnection open() throws SQLException;
  }

  private final Opener opener;
  private final WriteQueue queue;
  private final Watches watches;
  private final StoreMetrics metrics;
  private final Path file;
  private final Duration purgeInterval;
  private final MarkWriter marks;
  private final ExecutorService completions = Executors.newVirtualThreadPerTaskExecutor();
  private final Thread thread =
      Thread.ofPlatform().daemon().name("muster-store-writer").unstarted(this);
  private @Nullable WriteConnection connection;
  private long purgeDue;
  private volatile @Nullable StoreException lastFailure;

  Writer(
      Opener opener,
      WriteQueue queue,
      Watches watches,
      StoreMetrics metrics,
      Path file,
      Duration purgeInterval,
      MarkWriter marks,
      @Nullable StoreException lastFailure) {
    this.opener = opener;
    this.queue = queue;
    this.watches = watches;
    this.metrics = metrics;
    this.file = file;
    this.purgeInterval = purgeInterval;
    this.marks = marks;
    this.lastFailure = lastFailure;
    marks.changed(); // The opening itself.
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
        List<PendingWrite<?>> batch = queue.take(marks.patience(purgeInterval));
        if (!batch.isEmpty()) {
          write(batch);
        } else if (marks.due()) {
          mark(false);
        }
        purgeIfDue();
      } catch (InterruptedException e) {
        LOG.debug("event=store_writer_interrupted"); // close() ends it, nothing else
      } catch (RuntimeException | Error e) {
        // The thread must live on, whatever the machine lacks.
        LOG.errorf(e, "event=store_writer_failed");
      }
    }
    finish();
  }

  private void write(List<PendingWrite<?>> batch) {
    List<WriteStatements.Change> changes;
    try {
      WriteConnection current = connection();
      current.begin();
      for (PendingWrite<?> write : batch) {
        write.run(current.statements());
      }
      marks.changed();
      Mark mark = marks.due() ? current.mark(false) : null;
      current.commit();
      changes = current.statements().takeChanges();
      if (mark != null) {
        marks.committed(mark);
      }
    } catch (SQLException e) {
      fail(batch, Failures.of(e, file));
      return;
    } catch (RuntimeException | Error e) {
      // Without this thread every later write would wait for ever.
      fail(batch, new StoreUnavailable(Reason.IO, "Writing " + file + " failed: " + e, e));
      return;
    }
    succeed(batch, changes);
  }

  private void succeed(List<PendingWrite<?>> batch, List<WriteStatements.Change> changes) {
    if (lastFailure != null) {
      lastFailure = null;
      LOG.infof("event=store_recovered file=%s", file);
    }
    // Before the futures complete: a watch that begins after a write is not told of it
    changes.forEach(change -> watches.changed(change.cache(), change.key()));
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
    discardConnection();
    if (lastFailure == null) {
      LOG.errorf("event=store_failed file=%s reason=\"%s\"", file, failure.getMessage());
    }
    lastFailure = failure;
    for (PendingWrite<?> write : batch) {
      metrics.failed(Failures.tag(failure));
      write.fail(failure, completions);
    }
  }

  private void mark(boolean stopped) {
    try {
      WriteConnection current = connection();
      current.begin();
      Mark mark = current.mark(stopped);
      current.commit();
      marks.committed(mark);
    } catch (SQLException e) {
      LOG.debugf("event=mark_not_made file=%s reason=\"%s\"", file, e.getMessage());
      discardConnection();
    }
  }

  private void purgeIfDue() {
    if (System.nanoTime() - purgeDue < 0) {
      return;
    }
    int purged = 0;
    try {
      WriteConnection current = connection();
      current.begin();
      purged = current.statements().purge(PURGED_AT_ONCE);
      current.commit();
    } catch (SQLException e) {
      LOG.warnf("event=store_purge_failed file=%s reason=\"%s\"", file, e.getMessage());
      discardConnection();
    }
    if (purged < PURGED_AT_ONCE) {
      purgeDue = System.nanoTime() + purgeInterval.toNanos();
    }
  }

  private WriteConnection connection() throws SQLException {
    if (connection == null) {
      connection = opener.open();
    }
    return connection;
  }

  private void discardConnection() {
    if (connection != null) {
      try {
        connection.close();
      } catch (SQLException e) {
        LOG.debugf("event=store_connection_discarded detail=\"%s\"", e.getMessage());
      }
      connection = null;
    }
  }

  private void finish() {
    mark(true);
    try {
      connection().checkpoint();
    } catch (SQLException e) {
      // Nothing is lost: the next start reads the log
      LOG.warnf("event=store_checkpoint_failed file=%s reason=\"%s\"", file, e.getMessage());
    }
    discardConnection();
  }

  /** Writes what waits, moves the write-ahead log into the database, and ends the thread. */
  @Override
  public void close() {
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
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
