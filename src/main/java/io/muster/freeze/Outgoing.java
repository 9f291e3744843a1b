package io.muster.freeze;

/**
 * What the server sends an agent of its own accord, as far as a freeze is concerned. Everything
 * that goes out says which of these it is, and here alone is decided what a freeze stops.
 */
public enum Outgoing {
  /** Something new that the agent should have: a config, connection settings, any other offer. */
  CHANGE,
  /**
   * What the agent should have instead of something that is taken back from it: after an abort, a
   * rollback, a revocation.
   */
  TAKING_BACK,
  /** Something that an operator has the agent do: a restart, a custom message, a new uid. */
  COMMAND,
  /** What the protocol needs: flags, capabilities, errors, the uid of the second of two agents. */
  PROTOCOL;

  /** Whether a freeze keeps it from being sent. */
  public boolean stoppedByFreeze() {
    return switch (this) {
      case CHANGE, COMMAND -> true;
      case TAKING_BACK, PROTOCOL -> false;
    };
  }
}
