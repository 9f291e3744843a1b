package io.muster.fleet;

import io.muster.agent.Presence;
import io.muster.agent.Transport;
import io.muster.cluster.Instances;
import java.time.Instant;

/**
 * That another instance has an agent, as far as this one knows.
 *
 * @param instances tell whether that one is alive
 */
record RemoteSession(SessionRecord holding, Instances instances) {

  /** Whether the agent is connected there, and the instance is there. */
  boolean connected() {
    return holding.connected() && instances.alive(holding.instance());
  }

  /** Whether that instance has ended, so that the agent had to go: it is on its way to another. */
  boolean cutOff() {
    return holding.dismissed() || (holding.connected() && !instances.alive(holding.instance()));
  }

  /** Heartbeats on a WebSocket are known to the other instance only, polls are written. */
  Presence presence(Instant now, Silence allowed) {
    if (!connected()) {
      return Presence.DISCONNECTED;
    }
    if (holding.transport() == Transport.WEBSOCKET) {
      return Presence.CONNECTED;
    }
    long silence = now.toEpochMilli() - holding.lastSeen().toEpochMilli();
    if (allowed.isGone(silence)) {
      return Presence.DISCONNECTED;
    }
    return allowed.isStale(silence) ? Presence.STALE : Presence.CONNECTED;
  }
}
