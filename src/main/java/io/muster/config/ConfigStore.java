package io.muster.config;

import java.util.Optional;

/**
 * Keeps configs: immutable revisions under (name, number), and one head per name. No atomicity over
 * two of them is promised or needed (SEMANTICS 13). Blocking, durability, failures and threads as
 * with {@link VersionedStore}.
 */
public interface ConfigStore {

  /** Reads a revision, whether a head lists it or not. */
  Optional<ConfigRevision> revision(String name, long number);

  /** As {@link #revision}, for lists: empty as well if it is there and cannot be read. */
  default Optional<ConfigRevision> readable(String name, long number) {
    return revision(name, number);
  }

  /** Writes a revision; false, and nothing changed, if one of this name and number is there. */
  boolean addRevision(ConfigRevision revision);

  /** Removes a revision; one that is not there is no error. */
  void removeRevision(String name, long number);

  /** What outside keeps a config; nothing does of kinds that only operators put. Blocks. */
  default Optional<ConfigOwner> owner(String name) {
    return Optional.empty();
  }

  /** The heads, by config. */
  VersionedStore<ConfigHead> heads();
}
