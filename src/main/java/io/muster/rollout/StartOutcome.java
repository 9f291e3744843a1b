package io.muster.rollout;

import java.util.List;

/** What became of a wish for a rollout. */
public sealed interface StartOutcome {

  /**
   * It is durable and begins.
   *
   * @param warnings for people: what could not be made sure of
   */
  record Started(Rollout rollout, List<String> warnings) implements StartOutcome {
    public Started {
      warnings = List.copyOf(warnings);
    }
  }

  /** There is no such target. */
  record NoTarget(String target) implements StartOutcome {}

  /** It cannot be; the message says why and what to do. */
  record Invalid(String message) implements StartOutcome {}

  /** The target is not in a state for it; the message says why and what to do. */
  record Conflict(String message) implements StartOutcome {}

  /** Others changed the same target all the time; nothing was begun, try again. */
  record Busy() implements StartOutcome {}
}
