package io.muster.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The table of counters: what the database knows of itself. */
final class Counters {

  /** How often it was opened. */
  static final String OPENED = "opened";

  /** How many marks were made of it. */
  static final String MARKED = "marked";

  /** A random number, to tell it from other databases. */
  static final String IDENTITY = "identity";

  private Counters() {}

  /** The value; 0 if there is none. */
  static long read(Connection connection, String name) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT value FROM counters WHERE name = ?")) {
      statement.setString(1, name);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? rows.getLong(1) : 0;
      }
    }
  }

  /** Adds one, and answers the new value. */
  static long raise(Statement statement, String name) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery(
            "UPDATE counters SET value = value + 1 WHERE name = '" + name + "' RETURNING value")) {
      if (!rows.next()) {
        throw new SQLException("the table of counters has no " + name);
      }
      return rows.getLong(1);
    }
  }

  /** Sets it, if it is not there or lower. */
  static void atLeast(Statement statement, String name, long value) throws SQLException {
    statement.executeUpdate(
        "INSERT INTO counters VALUES ('"
            + name
            + "', "
            + value
            + ") ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)");
  }
}
