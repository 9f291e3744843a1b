package io.muster.rollout;

/** What became of an operator's intervention. */
public sealed interface ControlOutcome {

  /** It is durable. */
  record Done(Rollout rollout) implements ControlOutcome {}

  /** There is no such rollout. */
  record NotFound() implements ControlOutcome {}

  /** Not as it stands; the message says why. */
  record Conflict(String message) implements ControlOutcome {}

  /** Others changed it all the time; nothing was done, try again. */
  record Busy() implements ControlOutcome {}
}
