package io.muster.policy;

import java.util.List;

/** What became of a target that was put. */
public sealed interface TargetOutcome {

  /**
   * It is durable and in force.
   *
   * @param created whether there was none of this name
   * @param warnings for people: what is allowed but may not be meant
   */
  record Saved(Target target, boolean created, List<String> warnings) implements TargetOutcome {
    public Saved {
      warnings = List.copyOf(warnings);
    }
  }

  /** Equal to what is there. */
  record Unchanged(Target target) implements TargetOutcome {}

  /** Refused; the message says why and what to do. */
  record Invalid(String message) implements TargetOutcome {}

  /** Refused because a rollout only may change this target's config, or change it to that. */
  record RolloutRequired(Target current, String message) implements TargetOutcome {}

  /**
   * Refused because a rollout is at work on it.
   *
   * @param rollout its id
   */
  record InRollout(String rollout) implements TargetOutcome {}

  /**
   * Not the generation that was expected.
   *
   * @param current its generation; {@link PutTarget#NONE} if there is no such target
   */
  record PreconditionFailed(long current) implements TargetOutcome {}

  /** Others changed the same target all the time; nothing was changed, try again. */
  record Busy() implements TargetOutcome {}
}
