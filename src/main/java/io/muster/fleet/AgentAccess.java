package io.muster.fleet;

/** Who may connect as an agent, as the features ask it. Thread-safe. */
public interface AgentAccess {

  /** Whether agents must authenticate. */
  boolean required();

  /** Whether a value of `Authorization` lets an agent in. */
  boolean admits(String authorization);
}
