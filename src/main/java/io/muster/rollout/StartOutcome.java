package io.muster.rollout;

/** What became of a wish for a rollout. */
public sealed interface StartOutcome {

  /** It is durable and begins. */
  record Started(Rollout rollout) implements StartOutcome {}

  /** There is no such target. */
  record NoTarget(String target) implements StartOutcome {}

  /** It cannot be; the message says why and what to do. */
  record Invalid(String message) implements StartOutcome {}

  /** The target is not in a state for it; the message says why and what to do. */
  record Conflict(String message) implements StartOutcome {}

  /** Others changed the same target all the time; nothing was begun, try again. */
  record Busy() implements StartOutcome {}
}
