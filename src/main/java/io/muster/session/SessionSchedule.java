package io.muster.session;

import io.muster.fleet.Fleet;
import io.muster.fleet.FleetSweep;
import io.muster.fleet.KnownAgent;
import io.muster.fleet.Offer;
import io.muster.fleet.Reporting;
import io.muster.schedule.Periodic;
import io.muster.session.tls.AgentTls;
import io.muster.session.tls.TlsSettings;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is done by the clock: the slow sweep that finds what no event told, agents that wait for
 * their turn to be asked for the full state, presence, retention, and the policies as the store has
 * them. One thread of its own.
 */
@Singleton
class SessionSchedule {

  private static final String FAILED = "upkeep_failed";

  private final Fleet fleet;
  private final FleetSweep sweep;
  private final Sessions sessions;
  private final PollingSessions polls;
  private final Reporting reporting;
  private final List<Offer> kinds;
  private final AgentTls tls;
  private final TlsSettings tlsSettings;
  private final Periodic timer = Periodic.onThread("upkeep");

  SessionSchedule(
      Fleet fleet,
      FleetSweep sweep,
      Sessions sessions,
      PollingSessions polls,
      Reporting reporting,
      @Any Instance<Offer> kinds,
      AgentTls tls,
      TlsSettings tlsSettings) {
    this.fleet = fleet;
    this.sweep = sweep;
    this.sessions = sessions;
    this.polls = polls;
    this.reporting = reporting;
    this.kinds = kinds.stream().toList();
    this.tls = tls;
    this.tlsSettings = tlsSettings;
  }

  void start() {
    every(1, fleet::load);
    every(1, this::fullStates);
    every(5, sweep::presence);
    every(5, sessions::reconcileAll);
    every(30, polls::sweep);
    kinds.forEach(
        kind -> timer.every(Duration.ofSeconds(30), "offer_not_refreshed", kind::refresh));
    every(300, sweep::retention);
    every((int) Math.max(1, tlsSettings.reloadInterval().toSeconds()), tls::renew);
  }

  /** Waits for what runs, for a second at most. */
  void stop() {
    timer.stop();
  }

  private void every(int seconds, Runnable task) {
    timer.every(Duration.ofSeconds(seconds), FAILED, task);
  }

  /** Those that could not be asked at once because of the pace. */
  private void fullStates() {
    Map<KnownAgent, AgentChannel> due = new HashMap<>();
    for (Map.Entry<KnownAgent, AgentChannel> entry : sessions.channels().entrySet()) {
      if (reporting.flagsDue(entry.getKey())) {
        due.put(entry.getKey(), entry.getValue());
      }
    }
    FanOut.start(due, agent -> false);
  }
}
