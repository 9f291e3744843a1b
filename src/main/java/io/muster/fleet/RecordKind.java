package io.muster.fleet;

/** The records of an agent that are written apart, since they change at different times. */
enum RecordKind {
  /** What the agent said of itself. */
  REPORT,
  /** What this server noted of it: attempts, assignments, former uids. */
  FACTS
}
