package io.muster.agent;

import io.muster.protocol.AgentCapability;
import io.muster.protocol.InstanceUid;

/**
 * All that is known of an agent but its presence: what it reports and what only the server knows.
 * Immutable; the fleet replaces it as a whole.
 *
 * @param uid the uid it is known by now
 */
public record AgentState(InstanceUid uid, Reported reported, AgentFacts facts) {

  /** Whether the agent told this capability. */
  public boolean can(AgentCapability capability) {
    return reported.capabilities().has(capability);
  }

  /** The same with another report. */
  public AgentState withReported(Reported newReported) {
    return new AgentState(uid, newReported, facts);
  }

  /** The same with other facts. */
  public AgentState withFacts(AgentFacts newFacts) {
    return new AgentState(uid, reported, newFacts);
  }
}
