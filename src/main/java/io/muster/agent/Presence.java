package io.muster.agent;

/** Whether an agent is there. */
public enum Presence {
  /** It speaks, or its socket answers. */
  CONNECTED,
  /** Nothing heard for longer than expected. */
  STALE,
  /** It said goodbye, its socket closed, or it stayed away too long. */
  DISCONNECTED
}
