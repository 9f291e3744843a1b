package io.muster.sync;

import io.muster.schedule.Periodic;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Has {@link SyncStates} go round by the clock, on one thread of its own. */
@Singleton
final class SyncSweep {

  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private final Periodic timer = Periodic.onThread("sync");

  void start(@Observes StartupEvent event, SyncStates states) {
    timer.every(INTERVAL, "sync_round_failed", states::round);
  }

  void stop(@Observes ShutdownEvent event) {
    timer.stop();
  }
}
