package io.muster.api.agents;

import io.muster.api.http.Refusal;
import io.muster.fleet.Fleet;
import io.muster.fleet.KnownAgent;
import io.muster.fleet.SessionRecord;
import io.muster.protocol.InstanceUid;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Finds the agent that a path names. */
@Singleton
final class AgentLookup {

  private final Fleet fleet;

  AgentLookup(Fleet fleet) {
    this.fleet = fleet;
  }

  /** The agent of this uid, its own or one it had before; else the answer is 404. */
  KnownAgent find(String text) {
    InstanceUid uid;
    try {
      uid = InstanceUid.parse(text);
    } catch (IllegalArgumentException e) {
      throw Refusal.notFound("there is no agent '" + text + "': a uid is a UUID of 36 characters");
    }
    fleet.requireLoaded();
    return fleet.fresh(uid).orElseThrow(() -> Refusal.notFound("there is no agent " + uid));
  }

  /** The same, to change something about it: what another instance has is changed there. */
  KnownAgent findHere(String text) {
    KnownAgent agent = find(text);
    if (agent.holdingElsewhere() instanceof SessionRecord holding) {
      throw Refusal.conflict(
          "agent "
              + agent.uid()
              + " is connected to instance "
              + holding.instance()
              + ": ask that one");
    }
    return agent;
  }

  /** The change was made and is durable, but maybe not for an agent that moved at that moment. */
  void requireUnmoved(KnownAgent agent, @Nullable SessionRecord before) {
    if (!fleet.unmoved(agent, before)) {
      throw Refusal.conflict(
          "agent " + agent.uid() + " came to another instance just now: ask that one");
    }
  }
}
