package io.muster.config;

import java.util.List;
import java.util.Optional;

/**
 * Keeps targets by name. Blocking, durability, failures and threads as with {@link ConfigStore}.
 */
public interface TargetStore {

  /** Reads a target. */
  Optional<Stored<Target>> target(String name);

  /** All targets, in no particular order. */
  List<Stored<Target>> targets();

  /** Writes a target; false, and nothing changed, if one of this name is there. */
  boolean addTarget(Target target);

  /** Replaces the target of the same name; false, and nothing changed, at another version. */
  boolean replaceTarget(Target target, long expectedVersion);

  /** Removes a target; false, and nothing changed, at another version or if there is none. */
  boolean removeTarget(String name, long expectedVersion);
}
