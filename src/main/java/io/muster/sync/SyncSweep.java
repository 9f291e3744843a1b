package io.muster.sync;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Has {@link SyncStates} go round by the clock, on one thread of its own. */
@Singleton
final class SyncSweep {

  private static final Logger LOG = Logger.getLogger(SyncSweep.class);
  private static final int SECONDS = 5;

  private @Nullable ScheduledExecutorService timer;

  void start(@Observes StartupEvent event, SyncStates states) {
    // Made here, not when a native image is built.
    ScheduledExecutorService made =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("sync").daemon(true).factory());
    timer = made;
    var _ = made.scheduleWithFixedDelay(() -> round(states), SECONDS, SECONDS, TimeUnit.SECONDS);
  }

  void stop(@Observes ShutdownEvent event) {
    ScheduledExecutorService running = timer;
    if (running != null) {
      running.shutdownNow();
    }
  }

  private static void round(SyncStates states) {
    try {
      states.round();
    } catch (RuntimeException e) {
      // The store may be away; the next round asks again.
      LOG.debugf(e, "event=sync_round_failed");
    }
  }
}
