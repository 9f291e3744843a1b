package io.muster.connection;

import java.util.List;
import java.util.Optional;

/**
 * Records of one kind, one per name, each changed by compare-and-set on its version.
 *
 * <p>All methods block until the answer is known, a change until it is durable, and throw the
 * store's own unchecked exception when the store is not there; a change may then have happened or
 * not. Safe for any number of threads and instances.
 *
 * @param <T> the record, which knows its name
 */
public interface NamedRecords<T> {

  /**
   * A record and its version.
   *
   * @param version made by the store, compared for equality only; a record that was replaced has
   *     another one
   */
  record Versioned<T>(T value, long version) {}

  /** Reads a record. */
  Optional<Versioned<T>> get(String name);

  /** All records, in no particular order. */
  List<Versioned<T>> all();

  /** Writes a record; false, and nothing changed, if there is one of its name. */
  boolean add(T added);

  /** Replaces the record of the same name; false, and nothing changed, at another version. */
  boolean replace(T changed, long expectedVersion);

  /** Removes a record; false, and nothing changed, at another version. */
  boolean remove(String name, long expectedVersion);
}
