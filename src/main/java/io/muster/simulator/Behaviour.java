package io.muster.simulator;

import java.util.Locale;

/** How a simulated agent behaves; all but the duplicate speak truthfully about themselves. */
public enum Behaviour {
  /** Takes every config at once. */
  APPLY,

  /** Refuses every config: FAILED. */
  FAIL,

  /** Says APPLYING, and APPLIED 5 to 30 s later. */
  SLOW,

  /** Never answers an offer. */
  SILENT,

  /** Stops reading once it has introduced itself, and goes on sending heartbeats. */
  STALL,

  /** Closes its connection in good order every 10 to 60 s, and comes back. */
  FLAP,

  /**
   * Drops its connection without a word every 10 to 60 s, and comes back as it was first started.
   */
  CRASH,

  /** Uses the uid of the agent before it. */
  DUPLICATE,

  /** Applies every config, and is unhealthy 1 to 3 s later with all but the first it was given. */
  SICK,

  /**
   * Applies every config, and 5 to 15 s later runs something else than all but the first it was
   * given.
   */
  DRIFT,

  /**
   * Applies every config, and 1 to 10 s later is gone for 10 minutes with all but the first it was
   * given.
   */
  VANISH;

  /** The name as an option has it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
