package io.muster.api;

import io.muster.fleet.Fleet;
import io.muster.fleet.KnownAgent;
import io.muster.protocol.InstanceUid;
import jakarta.inject.Singleton;

/** Finds the agent that a path names. */
@Singleton
final class KnownAgents {

  private final Fleet fleet;

  KnownAgents(Fleet fleet) {
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
    return fleet.find(uid).orElseThrow(() -> Refusal.notFound("there is no agent " + uid));
  }
}
