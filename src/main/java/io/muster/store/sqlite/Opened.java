package io.muster.store.sqlite;

import io.muster.store.CannotOpenStore;
import io.muster.store.StoreCorrupt;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** An open database of the current schema: one connection that writes, some that read. */
record Opened(Path file, Connection writer, WriteStatements statements, List<Reader> readers) {

  /**
   * Versions of writes are made of how often the database was opened and a count from then on:
   * never twice the same, with one write per opening to keep it so. The count has 2^40 numbers, the
   * openings 2^23.
   */
  private static final int COUNT_BITS = 40;

  Opened {
    readers = List.copyOf(readers);
  }

  /**
   * Opens it, making or upgrading it as needed.
   *
   * @throws CannotOpenStore with a message for the person who started the server
   */
  static Opened open(
      DataFolder folder, SqliteSettings settings, InstantSource time, Schema schema) {
    Connections.loadLibrary(folder);
    Path file = folder.privateFile(SqliteStore.FILE);
    Connections connections = new Connections(file, settings.maxBytes());
    List<AutoCloseable> opened = new ArrayList<>();
    try {
      Connection writer = connections.writer();
      opened.add(writer);
      schema.apply(writer, file);
      WriteStatements statements =
          new WriteStatements(writer, time, countOpening(writer) << COUNT_BITS);
      List<Reader> readers = new ArrayList<>();
      for (int i = 0; i < settings.readers(); i++) {
        Reader reader = new Reader(connections.reader());
        opened.add(reader);
        readers.add(reader);
      }
      return new Opened(file, writer, statements, readers);
    } catch (SQLException e) {
      closeAll(opened);
      throw cannotOpen(e, folder.path(), file);
    } catch (CannotOpenStore e) {
      closeAll(opened);
      throw e;
    }
  }

  private static long countOpening(Connection connection) throws SQLException {
    try (PreparedStatement statement =
            connection.prepareStatement(
                "UPDATE counters SET value = value + 1 WHERE name = 'opened' RETURNING value");
        ResultSet rows = statement.executeQuery()) {
      if (!rows.next()) {
        throw new SQLException("the table of counters is empty");
      }
      long count = rows.getLong(1);
      rows.close();
      connection.commit();
      return count;
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

  private static void closeAll(List<AutoCloseable> opened) {
    for (AutoCloseable each : opened.reversed()) {
      try {
        each.close();
      } catch (Exception e) {
        // What is told to the caller is why opening failed
        org.jboss.logging.Logger.getLogger(Opened.class)
            .debugf("event=store_close_failed detail=\"%s\"", e.getMessage());
      }
    }
  }
}
