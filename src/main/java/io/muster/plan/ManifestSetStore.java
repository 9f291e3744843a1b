package io.muster.plan;

import io.muster.config.Versioned;
import java.util.Optional;

/**
 * Keeps the one record of all sets of manifests. Blocking, durability, failures and threads as with
 * {@link io.muster.config.VersionedStore}.
 */
public interface ManifestSetStore {

  /** Reads the record; empty before it was first written. */
  Optional<Versioned<ManifestSets>> read();

  /** Writes the first record; false, and nothing changed, if there is one. */
  boolean add(ManifestSets sets);

  /** Replaces the record; false, and nothing changed, at another version. */
  boolean replace(ManifestSets sets, long expectedVersion);
}
