package io.muster.session;

import io.muster.fleet.FleetSweep;
import io.muster.fleet.KnownAgent;
import io.muster.fleet.Reporting;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * What is done by the clock: the slow sweep that finds what no event told, agents that wait for
 * their turn to be asked for the full state, presence and retention. One thread of its own.
 */
@Singleton
class Upkeep {

  private static final Logger LOG = Logger.getLogger(Upkeep.class);

  private final FleetSweep sweep;
  private final Sessions sessions;
  private final Polls polls;
  private final Reporting reporting;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("upkeep").daemon(true).factory());

  Upkeep(FleetSweep sweep, Sessions sessions, Polls polls, Reporting reporting) {
    this.sweep = sweep;
    this.sessions = sessions;
    this.polls = polls;
    this.reporting = reporting;
  }

  void start() {
    every(1, this::fullStates);
    every(5, sweep::presence);
    every(5, sessions::reconcileAll);
    every(30, polls::sweep);
    every(300, sweep::retention);
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
              } catch (RuntimeException e) {
                LOG.errorf(e, "event=upkeep_failed");
              }
            },
            seconds,
            seconds,
            TimeUnit.SECONDS);
  }

  /** Those that could not be asked at once because of the pace. */
  private void fullStates() {
    List<AgentChannel> due = new ArrayList<>();
    for (Map.Entry<KnownAgent, AgentChannel> entry : sessions.channels().entrySet()) {
      if (reporting.flagsDue(entry.getKey())) {
        due.add(entry.getValue());
      }
    }
    FanOut.start(due);
  }
}
