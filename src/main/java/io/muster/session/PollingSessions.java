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

  private final SessionServices services;
  private final int max;
  private final Map<WireUid, PollingSession> sessions = new ConcurrentHashMap<>();

  PollingSessions(SessionServices services, FleetSettings settings) {
    this.services = services;
    this.max = settings.maxAgents();
    services.metrics().watch(sessions::size, services.budget()::used);
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
        uid, key -> new PollingSession(services, key, services.clock().instant(), remoteAddress));
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
