package io.muster.policy;

import java.util.Optional;

/**
 * Keeps revisions of targets under (name, number), for 400 days each. What belongs to a target's
 * history is said by the target and, from there on, by each revision. Blocking, durability,
 * failures and threads as with {@link io.muster.config.VersionedStore}.
 */
public interface TargetRevisionStore {

  /** Reads a revision. */
  Optional<TargetRevision> get(String name, long number);

  /** Writes a revision; false, and nothing changed, if one of this name and number is there. */
  boolean add(TargetRevision revision);

  /** Removes a revision; one that is not there is no error. */
  void remove(String name, long number);

  /** The number that was noted last; 0 if none was. A hint: others may have come since. */
  long last(String name);

  /** Notes the last number that a name has had, so that one made anew goes on behind it. */
  void note(String name, long last);
}
