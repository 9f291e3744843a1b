package io.muster.session;

import io.muster.protocol.WireUid;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The agents that poll. As many as the fleet takes; those that stay away are dropped by the sweep.
 * Thread-safe.
 */
@Singleton
class Polls {

  private final AgentPlane plane;
  private final Map<WireUid, PollingSession> sessions = new ConcurrentHashMap<>();

  Polls(AgentPlane plane) {
    this.plane = plane;
    plane.metrics().watch(sessions::size, plane.budget()::used);
  }

  /** The session of an agent, made if need be. */
  PollingSession session(WireUid uid, String remoteAddress) {
    return sessions.computeIfAbsent(
        uid, key -> new PollingSession(plane, key, plane.clock().instant(), remoteAddress));
  }

  /** Drops sessions whose agents have gone or come by another way. */
  void sweep() {
    sessions
        .entrySet()
        .removeIf(entry -> {
          boolean gone = !entry.getValue().current();
          if (gone) {
            entry.getValue().forget();
          }
          return gone;
        });
  }
}
