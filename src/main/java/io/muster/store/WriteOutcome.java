package io.muster.store;

/** How a conditional write ended; both are expected, neither is an error. */
public enum WriteOutcome {
  /** The condition held, the write is durable. */
  APPLIED,
  /** The condition did not hold, nothing was written. */
  CONFLICT
}
