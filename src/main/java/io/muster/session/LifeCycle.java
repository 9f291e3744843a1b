package io.muster.session;

import io.muster.cluster.Instances;
import io.muster.fleet.Fleet;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.ext.web.Router;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/**
 * Opens the agents' port when everything else is ready, and lets the agents go in good order before
 * anything else stops.
 */
@Singleton
class LifeCycle {

  private static final Logger LOG = Logger.getLogger(LifeCycle.class);

  private static final int LATE = 10_000;
  private static final int EARLY = 1;
  private static final Duration GLANCE = Duration.ofMillis(20);

  /** However long the sockets took. */
  private static final Duration LEAST_FOR_CHECKPOINT = Duration.ofSeconds(2);

  private final AgentListener listener;
  private final Router router;
  private final Sessions sessions;
  private final Fleet fleet;
  private final SessionSchedule upkeep;
  private final Instances instances;
  private final AgentSettings settings;
  private final AdmissionSettings admission;

  /** How long this process took from its own start until agents could come. */
  private volatile Duration started = Duration.ZERO;

  LifeCycle(
      AgentListener listener,
      Router router,
      Sessions sessions,
      Fleet fleet,
      SessionSchedule upkeep,
      Instances instances,
      AgentSettings settings,
      AdmissionSettings admission) {
    this.listener = listener;
    this.router = router;
    this.sessions = sessions;
    this.fleet = fleet;
    this.upkeep = upkeep;
    this.instances = instances;
    this.settings = settings;
    this.admission = admission;
  }

  void start(@Observes @Priority(LATE) StartupEvent event) {
    WarmUp.run();
    listener.start(router);
    started = Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime());
    upkeep.start();
  }

  void stop(@Observes @Priority(EARLY) ShutdownEvent event) {
    if (!listener.listening()) {
      return;
    }
    int open = sessions.sockets().size();
    boolean alone = instances.others().isEmpty();
    long end = System.nanoTime() + settings.drainTimeout().toNanos();
    Duration most = settings.drainOver().orElse(alone ? Drain.ALONE : Drain.TAKEN_OVER);
    Duration over = Drain.over(open, admission.connectsPerSecond(), most, settings.drainTimeout());
    LOG.infof("event=draining sockets=%d over_ms=%d", open, over.toMillis());
    upkeep.stop();
    fleet.ends();
    listener.drain(Drain.away(over, started));
    Drain.release(sessions.sockets(), over, this::close);
    waitForSockets(end);
    checkpoint(end);
    if (alone) {
      new ReturnWait(listener::turnedAway, System::nanoTime, LifeCycle::glance).await(open, end);
    }
    listener.stop();
    LOG.infof(
        "event=drained sockets=%d left=%d turned_away=%d",
        open, sessions.sockets().size(), listener.turnedAway());
  }

  private void close(AgentSocket socket) {
    if (settings.closeWithoutFrame()) {
      socket.abort("the server is shutting down");
    } else {
      socket.close(1001, "the server is shutting down");
    }
  }

  private static void glance() {
    LockSupport.parkNanos(GLANCE.toNanos());
  }

  private void waitForSockets(long end) {
    // The last message of a socket may be processed after its end, and counts in the sequence.
    while (!sessions.silent() && System.nanoTime() < end) {
      // An upgrade that was under way when the waves began.
      List.copyOf(sessions.sockets()).stream()
          .filter(socket -> !socket.closing())
          .forEach(this::close);
      glance();
    }
    List.copyOf(sessions.sockets()).forEach(socket -> socket.abort("the drain took too long"));
  }

  /** So that after an orderly stop nobody is asked for the full state (SEMANTICS 2). */
  private void checkpoint(long end) {
    long left = Math.max(LEAST_FOR_CHECKPOINT.toNanos(), end - System.nanoTime());
    try {
      fleet.checkpoint().orTimeout(left, TimeUnit.NANOSECONDS).join();
    } catch (CompletionException e) {
      LOG.errorf("event=checkpoint_failed reason=%s", e.getCause());
    }
  }
}
