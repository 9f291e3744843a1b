package io.muster.connection;

import io.muster.cluster.Hints;
import io.muster.cluster.Leadership;
import io.muster.cluster.Leaderships;
import io.muster.fleet.Connections;
import io.muster.fleet.Fleet;
import io.muster.fleet.FleetSettings;
import io.muster.freeze.Freezes;
import io.muster.schedule.Periodic;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Drives {@link ConnectionRollout} by the clock, on one thread of its own. */
@Singleton
final class ConnectionUpkeep {

  private static final String FAILED = "connection_settings_not_driven";

  private final ConnectionRollout rollout;
  private final ConnectionOffer offer;
  private final ConnectionsSettings settings;
  private final Periodic timer = Periodic.onThread("connections");
  private final LookTurns turns = new LookTurns();

  ConnectionUpkeep(
      ConnectionOffer offer,
      ConnectionProgressStore store,
      ConnectionsSettings settings,
      Fleet fleet,
      FleetSettings fleetSettings,
      Freezes freezes,
      Connections connections,
      Hints hints,
      Leaderships leaderships) {
    Leadership leadership = leaderships.of("connections");
    this.offer = offer;
    this.settings = settings;
    this.rollout =
        new ConnectionRollout(
            offer,
            store,
            fleet,
            fleetSettings,
            freezes,
            connections,
            hints,
            () -> leadership.epoch().isPresent(),
            settings.atOnce());
  }

  void start(@Observes StartupEvent event) {
    timer.every(settings.interval(), FAILED, this::turn);
  }

  void stop(@Observes ShutdownEvent event) {
    timer.stop();
  }

  private void turn() {
    boolean waiting = offer.takeWaiting();
    if (turns.next(offer.current(), waiting || rollout.underWay())) {
      rollout.step();
    }
  }
}
