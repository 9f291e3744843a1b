package io.muster.store.sqlite;

import io.muster.store.StoreException;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A write on its way: {@link #run} in the writer's transaction, then either {@link #complete} after
 * the commit or {@link #fail}. The future is completed on the executor, so that what depends on it
 * never runs on the writer's thread.
 */
final class PendingWrite<T> {

  /** What is done in the transaction. */
  @FunctionalInterface
  interface Action<T> {
    T run(WriteStatements statements) throws SQLException;
  }

  /** The same without a result. */
  @FunctionalInterface
  interface VoidAction {
    void run(WriteStatements statements) throws SQLException;
  }

  private final Action<T> action;
  private final int rows;
  private final long bytes;
  private final long submitted = System.nanoTime();
  private final CompletableFuture<T> future = new CompletableFuture<>();
  private @Nullable T result;

  PendingWrite(int rows, long bytes, Action<T> action) {
    this.rows = rows;
    this.bytes = bytes;
    this.action = action;
  }

  /** A write without a result. */
  @SuppressWarnings("NullAway") // the only Void is null
  static PendingWrite<Void> of(int rows, long bytes, VoidAction action) {
    return new PendingWrite<>(
        rows,
        bytes,
        statements -> {
          action.run(statements);
          return null;
        });
  }

  int rows() {
    return rows;
  }

  long bytes() {
    return bytes;
  }

  /** When it was handed in, by {@link System#nanoTime()}. */
  long submitted() {
    return submitted;
  }

  CompletableFuture<T> future() {
    return future;
  }

  void run(WriteStatements statements) throws SQLException {
    result = action.run(statements);
  }

  @SuppressWarnings("NullAway") // result is a T once run() returned
  void complete(Executor executor) {
    executor.execute(() -> future.complete(result));
  }

  void fail(StoreException failure, Executor executor) {
    executor.execute(() -> future.completeExceptionally(failure));
  }
}
