package io.muster.session;

import io.muster.fleet.FleetSettings;
import io.muster.protocol.WireUid;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The agents that poll. As many as the fleet takes, even of uids that it does not know; those that
 * stay away are dropped by the sweep. Thread-safe.
 */
@Singleton
class PollingSessions {

  private final SessionServices plane;
  private final int max;
  private final Map<WireUid, PollingSession> sessions = new ConcurrentHashMap<>();

  PollingSessions(SessionServices plane, FleetSettings settings) {
    this.plane = plane;
    this.max = settings.maxAgents();
    plane.metrics().watch(sessions::size, plane.budget()::used);
  }

  /** The session of an agent, made if need be; null if there are too many. */
  @Nullable PollingSession session(WireUid uid, String remoteAddress) {
    PollingSession known = sessions.get(uid);
    if (known != null) {
      return known;
    }
    if (sessions.size() >= max) {
      return null;
    }
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
