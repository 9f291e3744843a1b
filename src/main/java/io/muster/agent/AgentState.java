package io.muster.agent;

import io.muster.protocol.AgentCapability;
import io.muster.protocol.InstanceUid;

/**
 * All that is known of an agent but its presence: what it reports, what operators say of it, and
 * what only the server knows. Immutable; the fleet replaces it as a whole.
 *
 * @param uid the uid it is known by now
 */
public record AgentState(InstanceUid uid, Reported reported, Labels labels, AgentFacts facts) {

  /** An agent without labels. */
  public AgentState(InstanceUid uid, Reported reported, AgentFacts facts) {
    this(uid, reported, Labels.NONE, facts);
  }

  /** Whether the agent told this capability. */
  public boolean can(AgentCapability capability) {
    return reported.capabilities().has(capability);
  }

  /** The same with another report. */
  public AgentState withReported(Reported newReported) {
    return new AgentState(uid, newReported, labels, facts);
  }

  /** The same with other facts. */
  public AgentState withFacts(AgentFacts newFacts) {
    return new AgentState(uid, reported, labels, newFacts);
  }

  /** The same with other labels. */
  public AgentState withLabels(Labels newLabels) {
    return new AgentState(uid, reported, newLabels, facts);
  }

  /** The same under another uid. */
  public AgentState withUid(InstanceUid newUid) {
    return new AgentState(newUid, reported, labels, facts);
  }
}
