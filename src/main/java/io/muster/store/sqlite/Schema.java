package io.muster.store.sqlite;

import io.muster.store.CannotOpenStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables, as a list of steps that is only ever appended to. {@code PRAGMA user_version} counts
 * the steps that a database has seen.
 */
final class Schema {

  /** "MSTR": marks the file as ours. */
  private static final int APPLICATION_ID = 0x4d535452;

  // The value comes last, so that a large one does not push the other columns out of the page.
  // Step 2: reports are a few KB. In a table WITHOUT ROWID what is above 1 KB goes to pages of its
  // own; in one with a rowid a write changes one page, at half the cost (measured:
  // docs/lab/experiments.md).
  // Step 3 changes no table. From it on there are records that versions before would pass over, or
  // write again without what they do not know: windows, freezes, connection settings by name. They
  // refuse the database instead. So does each step that is added for such a reason.
  private static final List<List<String>> STEPS =
      List.of(
          List.of(
              "CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL)"
                  + " STRICT, WITHOUT ROWID",
              "INSERT INTO counters VALUES ('opened', 0), ('probed', 0)",
              "CREATE TABLE entries (cache TEXT NOT NULL, key TEXT NOT NULL,"
                  + " version INTEGER NOT NULL, expires INTEGER, value BLOB NOT NULL,"
                  + " PRIMARY KEY (cache, key)) STRICT, WITHOUT ROWID",
              "CREATE INDEX entries_by_expiry ON entries (expires) WHERE expires IS NOT NULL"),
          List.of(
              "ALTER TABLE entries RENAME TO entries_1",
              "DROP INDEX entries_by_expiry",
              "CREATE TABLE entries (cache TEXT NOT NULL, key TEXT NOT NULL,"
                  + " version INTEGER NOT NULL, expires INTEGER, value BLOB NOT NULL,"
                  + " PRIMARY KEY (cache, key)) STRICT",
              "INSERT INTO entries SELECT * FROM entries_1",
              "DROP TABLE entries_1",
              "CREATE INDEX entries_by_expiry ON entries (expires) WHERE expires IS NOT NULL"),
          List.of());

  private final List<List<String>> steps;

  private Schema(List<List<String>> steps) {
    this.steps = steps;
  }

  /** The schema of this version of Muster. */
  static Schema current() {
    return new Schema(STEPS);
  }

  /** The schema after so many steps: what an earlier version made. For tests. */
  static Schema before(int steps) {
    return new Schema(STEPS.subList(0, steps));
  }

  /** This schema with one more step: what a later version does. For tests. */
  Schema followedBy(String... statements) {
    List<List<String>> longer = new java.util.ArrayList<>(steps);
    longer.add(List.of(statements));
    return new Schema(List.copyOf(longer));
  }

  /**
   * Brings the database to this schema.
   *
   * @param connection within a transaction, which the caller commits
   * @throws CannotOpenStore if a newer Muster made it
   */
  void apply(Connection connection, Path file) throws SQLException {
    int version = pragma(connection, "user_version");
    if (version > steps.size()) {
      throw new CannotOpenStore(
          "The database "
              + file
              + " was made by a newer Muster (schema "
              + version
              + ", this one knows "
              + steps.size()
              + "). Run that version, or choose another data folder.");
    }
    if (version < steps.size()) {
      try (Statement statement = connection.createStatement()) {
        for (List<String> step : steps.subList(version, steps.size())) {
          for (String sql : step) {
            statement.executeUpdate(sql);
          }
        }
        statement.executeUpdate("PRAGMA application_id = " + APPLICATION_ID);
        statement.executeUpdate("PRAGMA user_version = " + steps.size());
      }
    }
  }

  /** Refuses the database of another program. */
  static void checkOurs(Connection connection, Path file) throws SQLException {
    if (pragma(connection, "application_id") != APPLICATION_ID && !isEmpty(connection)) {
      throw new CannotOpenStore(
          "The file " + file + " is a database of another program. Choose another data folder.");
    }
  }

  /** Whether the database needs no step. */
  boolean isCurrent(Connection connection) throws SQLException {
    return pragma(connection, "user_version") == steps.size();
  }

  static boolean isEmpty(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM sqlite_schema")) {
      return rows.next() && rows.getInt(1) == 0;
    }
  }

  private static int pragma(Connection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("PRAGMA " + name)) {
      return rows.next() ? rows.getInt(1) : 0;
    }
  }
}
