package io.muster.store.sqlite;

import io.muster.store.CannotOpenStore;
import io.muster.store.StoreCorrupt;
import io.muster.store.StoreException;
import io.muster.store.StoreUnavailable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The database is opened: found to be the one that the folder was used with, of the current schema,
 * and the opening is counted. On a full disk that last step is left to the first write that
 * succeeds, and what is there can be read until then.
 */
final class Opening {

  private static final Logger LOG = Logger.getLogger(Opening.class);

  /**
   * Versions of writes are made of how often the database was opened and a count from then on:
   * never twice the same, with one write per opening to keep it so. The count has 2^40 numbers, the
   * openings 2^23.
   */
  private static final int COUNT_BITS = 40;

  private final DataFolder folder;
  private final Path file;
  private final Connections connections;
  private final Schema schema;
  private final FolderUse use;
  private final AtomicLong versions = new AtomicLong();
  private @Nullable StoreUnavailable failure;
  private boolean counted;

  private Opening(
      DataFolder folder, Path file, Connections connections, Schema schema, FolderUse use) {
    this.folder = folder;
    this.file = file;
    this.connections = connections;
    this.schema = schema;
    this.use = use;
  }

  /**
   * Opens it, making or upgrading it as needed.
   *
   * @throws CannotOpenStore with a message for the person who started the server
   */
  static Opening open(DataFolder folder, SqliteSettings settings, Schema schema) {
    Reserve.releaseIfFull(folder);
    Path file = folder.resolve(SqliteStore.FILE);
    FolderUse use = FolderUse.of(folder, settings.acceptLoss());
    use.checkPresent(file);
    checkWhole(file);
    Connections.loadLibrary(folder);
    Connections connections =
        new Connections(folder.privateFile(SqliteStore.FILE), settings.maxBytes());
    Opening opening = new Opening(folder, file, connections, schema, use);
    try (Connection connection = connections.writer()) {
      opening.begin(connection);
      Reserve.keep(folder);
    } catch (SQLException e) {
      opening.beginLate(e);
    }
    return opening;
  }

  private void begin(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      Schema.checkOurs(connection, file);
      use.check(connection, file);
      schema.apply(connection, file);
      use.adopt(statement);
      versions.set(Counters.raise(statement, Counters.OPENED) << COUNT_BITS);
      statement.execute("COMMIT");
    }
    counted = true;
    failure = null;
  }

  /** What is there can be read, if it needs no change. */
  private void beginLate(SQLException e) {
    StoreException why = Failures.of(e, file);
    if (!(why instanceof StoreUnavailable unavailable)
        || unavailable.reason() != StoreUnavailable.Reason.FULL) {
      throw cannotOpen(e);
    }
    try (Connection connection = connections.reader()) {
      Schema.checkOurs(connection, file);
      use.check(connection, file);
      if (!schema.isCurrent(connection)) {
        throw cannotOpen(e);
      }
    } catch (SQLException inner) {
      throw cannotOpen(e);
    }
    failure = unavailable;
    LOG.errorf(
        "event=store_opened_full file=%s detail=\"agents are served from what is stored; nothing"
            + " can be written until there is room\"",
        file);
  }

  private CannotOpenStore cannotOpen(SQLException e) {
    if (Failures.of(e, file) instanceof StoreCorrupt) {
      return damaged(file, "");
    }
    return DataFolder.unusable(folder.path(), "opening " + file + " failed: " + e.getMessage());
  }

  private static CannotOpenStore damaged(Path file, String how) {
    return new CannotOpenStore(
        "The file "
            + file
            + " is damaged, or no database"
            + how
            + ". Move it away and restore it from a backup; without one, start with --accept-loss"
            + " once it is moved away: Muster then begins with an empty fleet.");
  }

  /**
   * A file that was cut off: its head says how many pages it has. With a log beside it pages may be
   * there that are not in the file yet.
   */
  private static void checkWhole(Path file) {
    Path log = file.resolveSibling(file.getFileName() + "-wal");
    try {
      if (!Files.exists(file) || (Files.exists(log) && Files.size(log) > 0)) {
        return;
      }
      ByteBuffer head = ByteBuffer.allocate(100);
      long size;
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        size = channel.size();
        channel.read(head, 0);
      }
      if (head.hasRemaining() || head.getInt(24) != head.getInt(92)) {
        return; // No head, or one that does not say: SQLite finds out.
      }
      int stored = head.getShort(16) & 0xffff;
      long page = stored == 1 ? 65_536 : stored;
      long whole = (head.getInt(28) & 0xffff_ffffL) * page;
      if (size < whole) {
        throw damaged(file, ": it was cut off, and has " + size + " of " + whole + " bytes");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /** To be called with each new connection that writes: counts the opening if that is not done. */
  void ensureCounted(Connection connection) throws SQLException {
    if (!counted) {
      begin(connection);
    }
  }

  /** Why nothing can be written yet; null if it can. */
  @Nullable StoreUnavailable failure() {
    return failure;
  }

  Path file() {
    return file;
  }

  Connections connections() {
    return connections;
  }

  /** Gives every write another version. */
  long nextVersion() {
    return versions.incrementAndGet();
  }
}
