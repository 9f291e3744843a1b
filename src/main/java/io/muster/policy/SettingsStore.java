package io.muster.policy;

import io.muster.config.Versioned;
import io.muster.config.VersionedStore;
import java.util.Optional;

/**
 * Keeps the one record of policy settings. Blocking, durability, failures and threads as with
 * {@link VersionedStore}.
 */
public interface SettingsStore {

  /** Reads the record; empty before it was first written. */
  Optional<Versioned<PolicySettings>> policy();

  /** Writes the first record; false, and nothing changed, if there is one. */
  boolean addPolicy(PolicySettings settings);

  /** Replaces the record; false, and nothing changed, at another version. */
  boolean replacePolicy(PolicySettings settings, long expectedVersion);
}
