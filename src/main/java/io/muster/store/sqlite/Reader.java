package io.muster.store.sqlite;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.muster.store.CacheName;
import io.muster.store.Entry;
import io.muster.store.Version;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection that only reads. Used by one thread at a time, and not to be used again after an
 * error: the driver closes a statement that failed.
 */
final class Reader implements AutoCloseable {

  /** A page of a scan ends here, however few its entries. */
  private static final long BYTES_PER_PAGE = 4L << 20;

  private static final String ALIVE = " AND (expires IS NULL OR expires > ?)";

  private final Connection connection;
  private final PreparedStatement get;
  private final PreparedStatement page;

  /** Prepares the statements; the tables must be there. */
  static Reader open(Connections connections) throws SQLException {
    Connection connection = connections.reader();
    try {
      return new Reader(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private Reader(Connection connection) throws SQLException {
    this.connection = connection;
    get =
        connection.prepareStatement(
            "SELECT version, value FROM entries WHERE cache = ? AND key = ?" + ALIVE);
    page =
        connection.prepareStatement(
            "SELECT version, value, key FROM entries WHERE cache = ? AND key > ?"
                + ALIVE
                + " ORDER BY key LIMIT ?");
  }

  /** The entry, unless it expired before the given time in epoch milliseconds. */
  @Nullable Entry get(CacheName cache, String key, long now) throws SQLException {
    get.setString(1, cache.text());
    get.setString(2, key);
    get.setLong(3, now);
    try (ResultSet rows = get.executeQuery()) {
      return rows.next() ? entry(key, rows) : null;
    }
  }

  /** The next entries after the key, in the order of keys; empty at the end. */
  List<Entry> page(CacheName cache, String after, long now, int limit) throws SQLException {
    page.setString(1, cache.text());
    page.setString(2, after);
    page.setLong(3, now);
    page.setInt(4, limit);
    List<Entry> entries = new ArrayList<>();
    long bytes = 0;
    try (ResultSet rows = page.executeQuery()) {
      while (bytes < BYTES_PER_PAGE && rows.next()) {
        Entry entry = entry(rows.getString(3), rows);
        entries.add(entry);
        bytes += entry.value().size();
      }
    }
    return entries;
  }

  /** The next keys after this one, those of expired entries included; reads the index alone. */
  List<String> keys(CacheName cache, String after, int limit) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT key FROM entries WHERE cache = ? AND key > ? ORDER BY key LIMIT ?")) {
      statement.setString(1, cache.text());
      statement.setString(2, after);
      statement.setInt(3, limit);
      List<String> keys = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          keys.add(rows.getString(1));
        }
      }
      return keys;
    }
  }

  /** Bytes of the values, those that have expired and wait for their deletion included. */
  long bytes(CacheName cache) throws SQLException {
    // Lengths are in the head of a row: long values are not read.
    try (PreparedStatement sum =
        connection.prepareStatement(
            "SELECT coalesce(sum(length(value)), 0) FROM entries WHERE cache = ?")) {
      sum.setString(1, cache.text());
      try (ResultSet rows = sum.executeQuery()) {
        return rows.next() ? rows.getLong(1) : 0;
      }
    }
  }

  private static Entry entry(String key, ResultSet rows) throws SQLException {
    byte[] bytes = rows.getBytes(2);
    // SQLite tells an empty blob as null; the array is nobody else's, so it need not be copied.
    ByteString value = bytes == null ? ByteString.EMPTY : UnsafeByteOperations.unsafeWrap(bytes);
    return new Entry(key, value, new Version(rows.getLong(1)));
  }

  @Override
  public void close() throws SQLException {
    try (connection;
        get) {
      page.close();
    }
  }
}
