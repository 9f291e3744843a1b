package io.muster.connection;

import java.util.List;
import java.util.Optional;

/**
 * Keeps how far settings have gone out, by name; so that another instance, or this one after a
 * restart, goes on. Blocking, failures and threads as with {@link ConnectionSettingsStore}.
 */
public interface ConnectionProgressStore {

  /** A record and its version, compared for equality only. */
  record Versioned(ConnectionProgress value, long version) {}

  /** Reads a record. */
  Optional<Versioned> get(String name);

  /** All records, in no particular order. */
  List<Versioned> all();

  /** Writes a record; false, and nothing changed, if there is one of its name. */
  boolean add(ConnectionProgress added);

  /** Replaces the record of the same name; false, and nothing changed, at another version. */
  boolean replace(ConnectionProgress changed, long expectedVersion);

  /** Removes a record; false, and nothing changed, at another version. */
  boolean remove(String name, long expectedVersion);
}
