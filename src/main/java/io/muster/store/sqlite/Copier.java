package io.muster.store.sqlite;

import io.muster.store.StoreCorrupt;
import io.muster.store.StoreUnavailable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Makes a whole copy of the database beside it while it is used: as of one commit, without its log,
 * and without the pages that are free.
 */
final class Copier {

  /** What a server that was killed left is taken away by the next copy. */
  static final String FILE = "muster-backup.db";

  private final DataFolder folder;
  private final Connections connections;
  private final Path file;

  Copier(DataFolder folder, Connections connections, Path file) {
    this.folder = folder;
    this.connections = connections;
    this.file = file;
  }

  /**
   * Makes one, and checks it.
   *
   * @return the file, readable by its owner alone; the caller deletes it
   */
  Path copy() {
    Path copy = folder.resolve(FILE);
    try {
      Files.deleteIfExists(copy);
      requireRoom(copy);
      // SQLite takes an empty file, and leaves its permissions
      var _ = folder.privateFile(FILE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make " + copy, e);
    }
    boolean whole = false;
    try {
      write(copy);
      check(copy);
      whole = true;
      return copy;
    } catch (SQLException e) {
      throw Failures.of(e, file);
    } finally {
      if (!whole) {
        delete(copy);
      }
    }
  }

  private void requireRoom(Path copy) throws IOException {
    if (DataFolder.isDiskFull(copy, Files.size(file))) {
      throw new StoreUnavailable(
          StoreUnavailable.Reason.FULL,
          "There is no room for a copy of "
              + file
              + " beside it: it takes up to "
              + Files.size(file)
              + " bytes. Free space on its disk.",
          null);
    }
  }

  private void write(Path copy) throws SQLException {
    try (Connection connection = connections.copier();
        Statement statement = connection.createStatement()) {
      statement.execute("VACUUM INTO '" + copy.toString().replace("'", "''") + "'");
    }
  }

  private void check(Path copy) throws SQLException {
    try (Connection connection = Connections.ofCopy(copy);
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("PRAGMA integrity_check(1)")) {
      String said = found.next() ? found.getString(1) : "nothing";
      if (!said.equals("ok")) {
        throw new StoreCorrupt("The copy of " + file + " is damaged: " + said, null);
      }
    }
  }

  private static void delete(Path copy) {
    try {
      Files.deleteIfExists(copy);
    } catch (IOException e) {
      // The next copy takes it away.
    }
  }
}
