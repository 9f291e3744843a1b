package io.muster.config;

import java.util.List;

/** What became of a deletion. */
public sealed interface DeleteOutcome {

  /** It is gone. */
  record Deleted() implements DeleteOutcome {}

  /** There was nothing of this name. */
  record NotFound() implements DeleteOutcome {}

  /**
   * Refused because something names it.
   *
   * @param users for people: "target prod", "the default config"
   */
  record InUse(List<String> users) implements DeleteOutcome {
    public InUse {
      users = List.copyOf(users);
    }
  }

  /**
   * Not the version that was expected.
   *
   * @param current the version it has: revision number or generation
   */
  record PreconditionFailed(long current) implements DeleteOutcome {}

  /** Others changed the same thing all the time; nothing was changed, try again. */
  record Busy() implements DeleteOutcome {}
}
