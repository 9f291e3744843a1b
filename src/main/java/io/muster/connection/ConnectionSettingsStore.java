package io.muster.connection;

import java.time.Instant;
import java.util.Optional;

/**
 * Keeps the one record of connection settings.
 *
 * <p>All methods block until the answer is known, a change until it is durable, and throw the
 * store's own unchecked exception when the store is not there; a change may then have happened or
 * not. Safe for any number of threads and instances.
 */
public interface ConnectionSettingsStore {

  /**
   * The record.
   *
   * @param settings none: agents keep what they have
   * @param generation rises with every change, over deletion too
   * @param changedAt when it was changed
   * @param changedBy an operator's name
   */
  record Kept(
      Optional<ConnectionSettings> settings, long generation, Instant changedAt, String changedBy) {

    public Kept {
      if (generation < 1) {
        throw new IllegalArgumentException("generation is " + generation + ", expected 1 or more");
      }
    }
  }

  /**
   * The record and its version.
   *
   * @param version made by the store, compared for equality only; a record that was replaced has
   *     another one
   */
  record Versioned(Kept kept, long version) {}

  /** Reads the record; empty before it was first written. */
  Optional<Versioned> read();

  /** Writes the first record; false, and nothing changed, if there is one. */
  boolean add(Kept kept);

  /** Replaces the record; false, and nothing changed, at another version. */
  boolean replace(Kept kept, long expectedVersion);
}
