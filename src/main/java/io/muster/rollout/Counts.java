package io.muster.rollout;

/**
 * A rollout in numbers of agents.
 *
 * @param total the target's agents that take configs
 * @param offered were given the new config
 * @param applied said APPLIED and stayed well
 * @param failed said FAILED, or came to harm after APPLIED
 * @param unanswered did not answer
 * @param pending connected, given the config, and not at an end with it
 * @param rolledBack were given the config before again
 */
public record Counts(
    int total, int offered, int applied, int failed, int unanswered, int pending, int rolledBack) {

  /** Before the first look. */
  public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0);
}
