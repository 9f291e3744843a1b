package io.muster.store.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The connection that writes, with its statements. Confined to one thread, and not to be used again
 * after an error: the driver closes a statement that failed.
 *
 * <p>Transactions are begun and ended by SQL, on a connection that JDBC believes to be in
 * auto-commit mode. SQLite rolls back by itself when the disk is full; the driver does not notice
 * that, and with its own commit and rollback would never begin a transaction again.
 */
final class WriteConnection implements AutoCloseable {

  private final Connection connection;
  private final Statement control;
  private final WriteStatements statements;

  /**
   * Prepares the statements; the tables must be there.
   *
   * @param opening gives every write another version, once it is counted
   */
  static WriteConnection open(Connections connections, InstantSource time, Opening opening)
      throws SQLException {
    Connection connection = connections.writer();
    try {
      opening.ensureCounted(connection);
      return new WriteConnection(connection, time, opening::nextVersion);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private WriteConnection(Connection connection, InstantSource time, LongSupplier versions)
      throws SQLException {
    this.connection = connection;
    this.control = connection.createStatement();
    this.statements = new WriteStatements(connection, time, versions);
  }

  WriteStatements statements() {
    return statements;
  }

  void begin() throws SQLException {
    control.execute("BEGIN IMMEDIATE");
  }

  /** Commits; what was done is durable when this returns. */
  void commit() throws SQLException {
    control.execute("COMMIT");
  }

  /** Raises the number of marks and counts what there is; within a transaction. */
  Mark mark(boolean stopped) throws SQLException {
    long number = Counters.raise(control, Counters.MARKED);
    return new Mark(
        Counters.read(connection, Counters.IDENTITY), number, stopped, Rows.count(connection));
  }

  /** Moves the write-ahead log into the database. */
  void checkpoint() throws SQLException {
    control.execute("PRAGMA wal_checkpoint(TRUNCATE)");
  }

  /** Closes it; a transaction that was begun is rolled back. */
  @Override
  public void close() throws SQLException {
    try (connection;
        control) {
      statements.close();
    }
  }
}
