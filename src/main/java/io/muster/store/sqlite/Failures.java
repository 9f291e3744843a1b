package io.muster.store.sqlite;

import io.muster.store.StoreCorrupt;
import io.muster.store.StoreException;
import io.muster.store.StoreUnavailable;
import io.muster.store.StoreUnavailable.Reason;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/** Says what an error of SQLite means for the caller. */
final class Failures {

  private Failures() {}

  static StoreException of(SQLException e, Path file) {
    SQLiteErrorCode code = SQLiteErrorCode.getErrorCode(e.getErrorCode() & 0xff);
    return switch (code) {
      case SQLITE_FULL -> full(e, file);
      case SQLITE_CORRUPT, SQLITE_NOTADB ->
          new StoreCorrupt(
              "The database "
                  + file
                  + " is damaged. Stop the server, keep a copy of the folder, and restore the"
                  + " database from a backup.",
              e);
      // A full disk shows as an I/O error where SQLite maps the index of its log
      case SQLITE_IOERR, SQLITE_CANTOPEN ->
          DataFolder.isDiskFull(file) ? full(e, file) : io(e, file);
      default -> io(e, file);
    };
  }

  private static StoreUnavailable full(SQLException e, Path file) {
    return new StoreUnavailable(
        Reason.FULL,
        "There is no room left for "
            + file
            + ". Free space on its disk, or raise muster.store.max-size if that is set.",
        e);
  }

  private static StoreUnavailable io(SQLException e, Path file) {
    return new StoreUnavailable(
        Reason.IO, "Reading or writing " + file + " failed: " + e.getMessage(), e);
  }

  /** The value of the metric's tag. */
  static String tag(StoreException e) {
    return switch (e) {
      case StoreUnavailable unavailable -> unavailable.reason().tag();
      case StoreCorrupt _ -> "corrupt";
      case io.muster.store.CannotOpenStore _ -> "open";
    };
  }
}
