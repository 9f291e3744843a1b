package io.muster.chaos;

/** Something that an operator wrote, and what is known of it. */
sealed interface Write {

  /** What the server said. */
  Outcome outcome();

  /** Whether the server took it. */
  enum Outcome {
    /** It said so: the write must be there ever after. */
    ACKNOWLEDGED,
    /** It said no, and why: the write must not be there. */
    REFUSED,
    /** No answer, or one that leaves it open: may be there, or come to be there. */
    UNKNOWN
  }

  /**
   * A revision of a config.
   *
   * @param text a part of it that no other revision has
   * @param revision the number it was given; 0 if it is not acknowledged
   * @param hash of it; empty if it is not acknowledged
   */
  record Revision(Group group, String text, long revision, String hash, Outcome outcome)
      implements Write {}

  /** The revision that the target of the pinned agents names; each write names a later one. */
  record Pin(long revision, Outcome outcome) implements Write {}

  /** The value of an agent's label. */
  record Label(int agent, String value, Outcome outcome) implements Write {}
}
