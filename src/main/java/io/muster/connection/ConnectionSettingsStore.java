package io.muster.connection;

import java.util.List;
import java.util.Optional;

/**
 * Keeps connection settings by name.
 *
 * <p>All methods block until the answer is known, a change until it is durable, and throw the
 * store's own unchecked exception when the store is not there; a change may then have happened or
 * not. Safe for any number of threads and instances.
 */
public interface ConnectionSettingsStore {

  /**
   * A record and its version.
   *
   * @param version made by the store, compared for equality only; a record that was replaced has
   *     another one
   */
  record Versioned(ConnectionRecord value, long version) {}

  /** Reads a record; empty if there never was one of this name, or its tombstone is gone. */
  Optional<Versioned> get(String name);

  /** All records, deleted ones among them, in no particular order. */
  List<Versioned> all();

  /** Writes a record; false, and nothing changed, if there is one of its name. */
  boolean add(ConnectionRecord added);

  /** Replaces the record of the same name; false, and nothing changed, at another version. */
  boolean replace(ConnectionRecord changed, long expectedVersion);

  /** Removes a tombstone; false, and nothing changed, at another version. */
  boolean remove(String name, long expectedVersion);
}
