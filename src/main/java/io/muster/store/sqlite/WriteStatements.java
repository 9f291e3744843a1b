package io.muster.store.sqlite;

import com.google.protobuf.ByteString;
import io.muster.store.CacheName;
import io.muster.store.Lifespan;
import io.muster.store.Version;
import io.muster.store.WriteOutcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Every statement that changes something. Confined to the writer's thread. */
final class WriteStatements implements AutoCloseable {

  private static final String UPSERT =
      "INSERT INTO entries (cache, key, version, expires, value) VALUES (?, ?, ?, ?, ?)"
          + " ON CONFLICT (cache, key) DO UPDATE SET version = excluded.version,"
          + " expires = excluded.expires, value = excluded.value";
  private static final String ALIVE = " AND (expires IS NULL OR expires > ?)";
  private static final String ENTRY = " WHERE cache = ? AND key = ?";

  private final InstantSource time;
  private final LongSupplier versions;
  private final PreparedStatement put;
  private final PreparedStatement putIfAbsent;
  private final PreparedStatement replace;
  private final PreparedStatement touch;
  private final PreparedStatement remove;
  private final PreparedStatement removeVersion;
  private final PreparedStatement purge;
  private final PreparedStatement probe;
  private final List<Change> changes = new ArrayList<>();

  /** A change of a watched cache. */
  record Change(CacheName cache, String key) {}

  /**
   * Prepares the statements.
   *
   * @param versions gives every write another version
   */
  WriteStatements(Connection connection, InstantSource time, LongSupplier versions)
      throws SQLException {
    this.time = time;
    this.versions = versions;
    put = connection.prepareStatement(UPSERT);
    putIfAbsent =
        connection.prepareStatement(
            UPSERT + " WHERE entries.expires IS NOT NULL AND entries.expires <= ?");
    replace =
        connection.prepareStatement(
            "UPDATE entries SET version = ?, expires = ?, value = ?"
                + ENTRY
                + " AND version = ?"
                + ALIVE);
    touch = connection.prepareStatement("UPDATE entries SET expires = ?" + ENTRY + ALIVE);
    remove = connection.prepareStatement("DELETE FROM entries" + ENTRY);
    removeVersion =
        connection.prepareStatement("DELETE FROM entries" + ENTRY + " AND version = ?" + ALIVE);
    purge =
        connection.prepareStatement(
            "DELETE FROM entries WHERE (cache, key) IN (SELECT cache, key FROM entries"
                + " WHERE expires IS NOT NULL AND expires <= ? LIMIT ?)");
    probe =
        connection.prepareStatement("UPDATE counters SET value = value + 1 WHERE name = 'probed'");
  }

  void put(CacheName cache, String key, ByteString value, Lifespan lifespan) throws SQLException {
    bindRow(put, cache, key, value, lifespan);
    put.executeUpdate();
    changed(cache, key);
  }

  void putAll(CacheName cache, Map<String, ByteString> values, Lifespan lifespan)
      throws SQLException {
    for (Map.Entry<String, ByteString> entry : values.entrySet()) {
      put(cache, entry.getKey(), entry.getValue(), lifespan);
    }
  }

  WriteOutcome putIfAbsent(CacheName cache, String key, ByteString value, Lifespan lifespan)
      throws SQLException {
    bindRow(putIfAbsent, cache, key, value, lifespan);
    putIfAbsent.setLong(6, time.millis());
    return outcome(putIfAbsent.executeUpdate(), cache, key);
  }

  WriteOutcome replace(
      CacheName cache, String key, ByteString value, Version expected, Lifespan lifespan)
      throws SQLException {
    replace.setLong(1, versions.getAsLong());
    bindExpiry(replace, 2, lifespan);
    replace.setBytes(3, value.toByteArray());
    replace.setString(4, cache.text());
    replace.setString(5, key);
    replace.setLong(6, expected.token());
    replace.setLong(7, time.millis());
    return outcome(replace.executeUpdate(), cache, key);
  }

  WriteOutcome touch(CacheName cache, String key, Lifespan lifespan) throws SQLException {
    bindExpiry(touch, 1, lifespan);
    touch.setString(2, cache.text());
    touch.setString(3, key);
    touch.setLong(4, time.millis());
    return touch.executeUpdate() == 1 ? WriteOutcome.APPLIED : WriteOutcome.CONFLICT;
  }

  void remove(CacheName cache, String key) throws SQLException {
    remove.setString(1, cache.text());
    remove.setString(2, key);
    if (remove.executeUpdate() == 1) {
      changed(cache, key);
    }
  }

  WriteOutcome remove(CacheName cache, String key, Version expected) throws SQLException {
    removeVersion.setString(1, cache.text());
    removeVersion.setString(2, key);
    removeVersion.setLong(3, expected.token());
    removeVersion.setLong(4, time.millis());
    return outcome(removeVersion.executeUpdate(), cache, key);
  }

  /** Deletes expired rows, at most so many; how many it were. */
  int purge(int limit) throws SQLException {
    purge.setLong(1, time.millis());
    purge.setInt(2, limit);
    return purge.executeUpdate();
  }

  /** Writes something of no meaning. */
  void probe() throws SQLException {
    probe.executeUpdate();
  }

  /** The changes of watched caches since the last call. */
  List<Change> takeChanges() {
    if (changes.isEmpty()) {
      return List.of();
    }
    List<Change> taken = List.copyOf(changes);
    changes.clear();
    return taken;
  }

  private void bindRow(
      PreparedStatement statement, CacheName cache, String key, ByteString value, Lifespan lifespan)
      throws SQLException {
    statement.setString(1, cache.text());
    statement.setString(2, key);
    statement.setLong(3, versions.getAsLong());
    bindExpiry(statement, 4, lifespan);
    statement.setBytes(5, value.toByteArray());
  }

  private void bindExpiry(PreparedStatement statement, int index, Lifespan lifespan)
      throws SQLException {
    if (lifespan.isForever()) {
      statement.setNull(index, Types.INTEGER);
    } else {
      statement.setLong(index, time.millis() + lifespan.duration().toMillis());
    }
  }

  private WriteOutcome outcome(int rows, CacheName cache, String key) {
    if (rows == 0) {
      return WriteOutcome.CONFLICT;
    }
    changed(cache, key);
    return WriteOutcome.APPLIED;
  }

  private void changed(CacheName cache, String key) {
    if (cache.watched()) {
      changes.add(new Change(cache, key));
    }
  }

  @Override
  public void close() throws SQLException {
    for (PreparedStatement statement :
        List.of(put, putIfAbsent, replace, touch, remove, removeVersion, purge, probe)) {
      statement.close();
    }
  }
}
