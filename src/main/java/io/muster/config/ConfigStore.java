package io.muster.config;

import java.util.List;
import java.util.Optional;

/**
 * Keeps configs: immutable revisions under (name, number), and one head per name. No atomicity over
 * two of them is promised or needed (SEMANTICS 13).
 *
 * <p>All methods block until the answer is known, a change until it is durable, and throw the
 * store's own unchecked exception when the store is not there; a change may then have happened or
 * not. Safe for any number of threads and instances.
 */
public interface ConfigStore {

  /** Reads a revision, whether a head lists it or not. */
  Optional<ConfigRevision> revision(String name, long number);

  /** Writes a revision; false, and nothing changed, if one of this name and number is there. */
  boolean addRevision(ConfigRevision revision);

  /** Removes a revision; one that is not there is no error. */
  void removeRevision(String name, long number);

  /** Reads a head. */
  Optional<Stored<ConfigHead>> head(String name);

  /** All heads, in no particular order. */
  List<Stored<ConfigHead>> heads();

  /** Writes a head; false, and nothing changed, if one of this name is there. */
  boolean addHead(ConfigHead head);

  /** Replaces the head of the same name; false, and nothing changed, at another version. */
  boolean replaceHead(ConfigHead head, long expectedVersion);

  /** Removes a head; false, and nothing changed, at another version or if there is none. */
  boolean removeHead(String name, long expectedVersion);
}
