package io.muster.rollout;

/** Where a rollout stands. */
public enum RolloutState {
  /** Accepted, not begun. */
  PENDING,
  /** Under way. */
  RUNNING,
  /** Nobody new gets the config until an operator resumes it. */
  PAUSED,
  /** A stage went well, and an operator must promote it. */
  AWAITING_APPROVAL,
  /** The config before is being brought back. */
  ROLLING_BACK,
  /**
   * A gate tripped; every connected agent that was given the config has been offered the old one.
   */
  ROLLED_BACK,
  /** All agents of the target have been given the config. */
  SUCCEEDED,
  /** An operator ended it; the config before is back. */
  ABORTED;

  /** Whether nothing further happens. */
  public boolean finished() {
    return this == ROLLED_BACK || this == SUCCEEDED || this == ABORTED;
  }
}
