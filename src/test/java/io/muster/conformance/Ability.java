package io.muster.conformance;

/** What a test may need of a server beyond its endpoint. */
public enum Ability {
  /** Change which config an agent should have. */
  PUSH_CONFIG("pushing a config needs the server's own API"),
  /** Read what the server knows about an agent. */
  SEE_AGENTS("reading back what was stored needs the server's own API"),
  /** Delete an agent. */
  DELETE_AGENT("deleting an agent needs the server's own API"),
  /** Give an agent a new uid. */
  ASSIGN_UID("assigning a uid needs the server's own API"),
  /** Restart command and custom messages. */
  COMMAND_AGENTS("sending to an agent needs the server's own API"),
  /** Offer connection settings. */
  OFFER_CONNECTION("offering connection settings needs the server's own API"),
  /** Start with settings, stop, kill, start again, read its log and metrics. */
  OWN_PROCESS("needs a server that the suite starts, configures and stops itself"),
  /** Answer as Muster decided where the specification leaves a choice. */
  MUSTER_DECISIONS("a decision of Muster where the specification leaves the choice");

  private final String reason;

  Ability(String reason) {
    this.reason = reason;
  }

  /** Why a test is not applicable to a server without this. */
  public String reason() {
    return reason;
  }
}
