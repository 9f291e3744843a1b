package io.muster.freeze;

import io.muster.cluster.Feed;
import io.muster.cluster.Rereading;
import io.muster.cluster.Topics;
import io.muster.schedule.Periodic;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Has what is frozen read at the start, when another instance changed it, and now and then. */
@Singleton
final class FreezeHints {

  /** Before those who act by it start, and long before the agents' port opens. */
  private static final int LOAD = 1_000;

  private final Periodic timer = Periodic.onThread("freezes");

  void load(@Observes @Priority(LOAD) StartupEvent event, Freezes freezes) {
    freezes.load();
  }

  void start(@Observes StartupEvent event, Freezes freezes, Feed feed) {
    Rereading.begin(
        feed, Topics.FREEZES, timer, "freezes_not_read", freezes::known, freezes::reread);
  }

  void stop(@Observes ShutdownEvent event) {
    timer.stop();
  }
}
