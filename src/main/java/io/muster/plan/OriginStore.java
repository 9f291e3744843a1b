package io.muster.plan;

import java.util.Optional;

/**
 * Keeps the one identity of a server's state. Blocking, durability, failures and threads as with
 * {@link io.muster.config.VersionedStore}.
 */
public interface OriginStore {

  /** Reads it; empty before it was written. */
  Optional<String> read();

  /** Writes it; false, and nothing changed, if there is one. */
  boolean add(String id);
}
