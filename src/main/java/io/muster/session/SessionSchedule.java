package io.muster.session;

import io.muster.fleet.Fleet;
import io.muster.fleet.FleetSweep;
import io.muster.fleet.KnownAgent;
import io.muster.fleet.Offer;
import io.muster.fleet.Reporting;
import io.muster.session.tls.AgentTls;
import io.muster.session.tls.TlsSettings;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * What is done by the clock: the slow sweep that finds what no event told, agents that wait for
 * their turn to be asked for the full state, presence, retention, and the policies as the store has
 * them. One thread of its own.
 */
@Singleton
class SessionSchedule {

  private static final Logger LOG = Logger.getLogger(SessionSchedule.class);

  private final Fleet fleet;
  private final FleetSweep sweep;
  private final Sessions sessions;
  private final PollingSessions polls;
  private final Reporting reporting;
  private final List<Offer> kinds;
  private final AgentTls tls;
  private final TlsSettings tlsSettings;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("upkeep").daemon(true).factory());

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
    kinds.forEach(kind -> every(30, () -> refresh(kind)));
    every(300, sweep::retention);
    every((int) Math.max(1, tlsSettings.reloadInterval().toSeconds()), tls::renew);
  }

  void stop() {
    timer.shutdownNow();
  }

  private void every(int seconds, Runnable task) {
    var _ =
        timer.scheduleWithFixedDelay(
            () -> {
              try {
                task.run();
              } catch (RuntimeException | Error e) {
                // Whatever is thrown on would be the last of this task.
                LOG.errorf(e, "event=upkeep_failed");
              }
            },
            seconds,
            seconds,
            TimeUnit.SECONDS);
  }

  /** The sweep after it tells the agents. */
  private static void refresh(Offer kind) {
    try {
      kind.refresh();
    } catch (RuntimeException e) {
      LOG.warnf("event=offer_not_refreshed kind=%s reason=%s", kind.kind(), e);
    }
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
