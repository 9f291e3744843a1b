package io.muster.config;

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
public interface VersionedStore<T> {

  /** Reads a record. */
  Optional<Versioned<T>> get(String name);

  /** All records that can be read, in no particular order. */
  List<Versioned<T>> all();

  /**
   * As {@link #all}, for those whom a missing record would have do the wrong thing: throws the
   * store's exception if one cannot be read.
   */
  default List<Versioned<T>> whole() {
    return all();
  }

  /** Writes a record; false, and nothing changed, if one of its name is there. */
  boolean add(T record);

  /** Replaces the record of the same name; false, and nothing changed, at another version. */
  boolean replace(T record, long expectedVersion);

  /** Removes a record; false, and nothing changed, at another version or if there is none. */
  boolean remove(String name, long expectedVersion);
}
