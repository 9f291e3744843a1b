package io.muster.cluster;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** An instance is alive before its agents come and until they have gone. */
@Singleton
class ClusterLifeCycle {

  /** Before the agents' port opens, and after it has been closed. */
  private static final int BETWEEN = 5_000;

  private final ClusterUpkeep upkeep;

  ClusterLifeCycle(ClusterUpkeep upkeep) {
    this.upkeep = upkeep;
  }

  void start(@Observes @Priority(BETWEEN) StartupEvent event) {
    upkeep.start();
  }

  void stop(@Observes @Priority(BETWEEN) ShutdownEvent event) {
    upkeep.stop();
  }
}
