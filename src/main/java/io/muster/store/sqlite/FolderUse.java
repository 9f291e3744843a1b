package io.muster.store.sqlite;

import io.muster.store.CannotOpenStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/** Compares a folder's mark with its database (SEMANTICS 33). */
final class FolderUse {

  private static final Logger LOG = Logger.getLogger(FolderUse.class);

  private final DataFolder folder;
  private final Mark.Found found;
  private final boolean acceptLoss;

  private FolderUse(DataFolder folder, Mark.Found found, boolean acceptLoss) {
    this.folder = folder;
    this.found = found;
    this.acceptLoss = acceptLoss;
  }

  static FolderUse of(DataFolder folder, boolean acceptLoss) {
    Mark.Found found = Mark.read(folder.resolve(Mark.FILE));
    if (found instanceof Mark.Found.Unreadable) {
      LOG.warnf(
          "event=mark_unreadable file=%s detail=\"whether the database is older than the last use"
              + " of the folder is not known\"",
          folder.resolve(Mark.FILE));
    }
    return new FolderUse(folder, found, acceptLoss);
  }

  /** Refuses a folder that was used and has no database; before anything is made in it. */
  void checkPresent(Path file) {
    switch (found) {
      case Mark.Found.None() -> {}
      case Mark.Found.Unreadable() -> checkPresent(file, "");
      case Mark.Found.Read(Mark mark) -> checkPresent(file, "with " + mark.contents() + " ");
    }
  }

  private void checkPresent(Path file, String contents) {
    try {
      if (Files.exists(file) && Files.size(file) > 0) {
        return;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
    loss(
        "The data folder "
            + folder.path()
            + " was used "
            + contents
            + "before, and its database "
            + file.getFileName()
            + " is missing.");
  }

  /** Refuses a database that is not the one that the folder was used with, as it was then. */
  void check(Connection connection, Path file) throws SQLException {
    if (!(found instanceof Mark.Found.Read(Mark mark))) {
      return;
    }
    String database = "The database " + file;
    if (Schema.isEmpty(connection)) {
      loss(database + " is empty, and the folder was used with " + mark.contents() + " before.");
      return;
    }
    long identity = Counters.read(connection, Counters.IDENTITY);
    long number = Counters.read(connection, Counters.MARKED);
    if (identity != mark.identity()) {
      loss(
          database
              + " is not the one that this folder was used with last, which had "
              + mark.contents()
              + ".");
    } else if (number < mark.number()) {
      loss(
          database
              + " is older than the last use of this folder: it is at mark "
              + number
              + ", the folder at "
              + mark.number()
              + ", with "
              + mark.contents()
              + ". It was replaced by an earlier copy, or its log ("
              + file.getFileName()
              + "-wal) is missing.");
    } else if (number == mark.number() && mark.stopped()) {
      checkRows(connection, database, mark);
    }
  }

  private void checkRows(Connection connection, String database, Mark mark) throws SQLException {
    Map<String, Long> now = Rows.count(connection);
    Map<String, String> fewer = new TreeMap<>();
    mark.rows()
        .forEach((cache, rows) -> {
          long left = now.getOrDefault(cache, 0L);
          if (left < rows) {
            fewer.put(cache, left + " of " + rows);
          }
        });
    if (!fewer.isEmpty()) {
      loss(database + " has lost records since the last use of this folder: " + fewer + ".");
    }
  }

  private void loss(String what) {
    if (!acceptLoss) {
      throw new CannotOpenStore(
          what
              + " Put the database back, or restore it from a backup. To go on without what is"
              + " missing, start with --accept-loss (setting muster.store.accept-loss).");
    }
    LOG.warnf("event=loss_accepted detail=\"%s\"", what);
  }

  /** The database is the folder's from now on; within the transaction that opens it. */
  void adopt(Statement statement) throws SQLException {
    long seen = found instanceof Mark.Found.Read(Mark mark) ? mark.number() : 0;
    Counters.atLeast(statement, Counters.MARKED, seen);
    // From now on there may be fewer records than the mark says, before there is another.
    var _ = Counters.raise(statement, Counters.MARKED);
    if (Counters.read(statement.getConnection(), Counters.IDENTITY) == 0) {
      Counters.atLeast(
          statement, Counters.IDENTITY, 1 + new SecureRandom().nextLong(Long.MAX_VALUE - 1));
    }
  }
}
