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
 * @param unconfirmed were sent it, stayed well, and tell neither a status nor what they run
 */
public record Counts(
    int total,
    int offered,
    int applied,
    int failed,
    int unanswered,
    int pending,
    int rolledBack,
    int unconfirmed) {

  /** Before the first look. */
  public static final Counts NONE = new Counts(0, 0, 0, 0, 0, 0, 0);

  /** Of agents that tell what became of it. */
  public Counts(
      int total,
      int offered,
      int applied,
      int failed,
      int unanswered,
      int pending,
      int rolledBack) {
    this(total, offered, applied, failed, unanswered, pending, rolledBack, 0);
  }
}
