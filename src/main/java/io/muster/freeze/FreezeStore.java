package io.muster.freeze;

import java.util.Optional;

/**
 * Keeps what is frozen.
 *
 * <p>All methods block until the answer is known, a change until it is durable, and throw the
 * store's own unchecked exception when the store is not there; a change may then have happened or
 * not. Safe for any number of threads and instances.
 */
public interface FreezeStore {

  /**
   * The record and its version.
   *
   * @param version made by the store, compared for equality only; a record that was replaced has
   *     another one
   */
  record Versioned(ActiveFreezes value, long version) {}

  /** Reads the record; empty before anything was ever frozen. */
  Optional<Versioned> get();

  /** Writes the first record; false, and nothing changed, if there is one. */
  boolean add(ActiveFreezes first);

  /** Replaces the record; false, and nothing changed, at another version. */
  boolean replace(ActiveFreezes changed, long expectedVersion);
}
