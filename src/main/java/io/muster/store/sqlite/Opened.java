package io.muster.store.sqlite;

import io.muster.store.CannotOpenStore;
import io.muster.store.StoreCorrupt;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A database that was found to be of the current schema.
 *
 * @param firstVersion versions of writes begin after this one
 */
record Opened(Path file, Connections connections, long firstVersion) {

  /**
   * Versions of writes are made of how often the database was opened and a count from then on:
   * never twice the same, with one write per opening to keep it so. The count has 2^40 numbers, the
   * openings 2^23.
   */
  private static final int COUNT_BITS = 40;

  /**
   * Opens it, making or upgrading it as needed.
   *
   * @throws CannotOpenStore with a message for the person who started the server
   */
  static Opened open(DataFolder folder, SqliteSettings settings, Schema schema) {
    Connections.loadLibrary(folder);
    Path file = folder.privateFile(SqliteStore.FILE);
    Connections connections = new Connections(file, settings.maxBytes());
    try (Connection connection = connections.writer();
        Statement statement = connection.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      schema.apply(connection, file);
      long openings = countOpening(statement);
      statement.execute("COMMIT");
      return new Opened(file, connections, openings << COUNT_BITS);
    } catch (SQLException e) {
      throw cannotOpen(e, folder.path(), file);
    }
  }

  private static long countOpening(Statement statement) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery(
            "UPDATE counters SET value = value + 1 WHERE name = 'opened' RETURNING value")) {
      if (!rows.next()) {
        throw new SQLException("the table of counters is empty");
      }
      return rows.getLong(1);
    }
  }

  private static CannotOpenStore cannotOpen(SQLException e, Path folder, Path file) {
    if (Failures.of(e, file) instanceof StoreCorrupt) {
      return new CannotOpenStore(
          "The file "
              + file
              + " is damaged, or no database. Move it away and restore it from a backup; without"
              + " it Muster starts with an empty fleet.");
    }
    return DataFolder.unusable(folder, "opening " + file + " failed: " + e.getMessage());
  }
}
