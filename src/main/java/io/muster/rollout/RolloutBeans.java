package io.muster.rollout;

import io.muster.cluster.Instances;
import io.muster.cluster.Leadership;
import io.muster.cluster.Leaderships;
import io.muster.config.Fallbacks;
import io.muster.config.PolicySource;
import io.muster.config.Targets;
import io.muster.fleet.Fleet;
import io.muster.fleet.FleetSettings;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.concurrent.Executors;

/** Puts rollouts together and starts what drives them. */
@Singleton
class RolloutBeans {

  private final Rollouts rollouts;
  private final RolloutUpkeep upkeep;

  RolloutBeans(
      RolloutStore store,
      Targets targets,
      PolicySource policies,
      Fallbacks fallbacks,
      Fleet fleet,
      FleetSettings fleetSettings,
      RolloutSettings settings,
      PrometheusSettings prometheusSettings,
      RolloutEvents events,
      Instances instances,
      Leaderships leaderships,
      InstantSource wall) {
    RolloutClock clock = new RolloutClock(wall, settings.clockFactor());
    Prometheus prometheus = new Prometheus(prometheusSettings);
    Leadership leadership = leaderships.of("rollouts");
    RolloutController controller =
        new RolloutController(
            store,
            targets,
            new FleetObserver(fleet, fleetSettings, policies, fallbacks, settings.watch()),
            new GateQuestions(prometheus, Executors.newVirtualThreadPerTaskExecutor()),
            events,
            clock,
            wall,
            () -> leadership.epoch().isPresent());
    upkeep =
        new RolloutUpkeep(controller, new QuarantineSweep(fleet), policies, settings.interval());
    rollouts =
        new Rollouts(
            store,
            targets,
            prometheus,
            events,
            upkeep::soon,
            instances::shared,
            clock,
            wall,
            settings.finishedKept());
  }

  void start(@Observes StartupEvent event) {
    upkeep.start();
  }

  void stop(@Observes ShutdownEvent event) {
    upkeep.stop();
  }

  @Produces
  @Singleton
  Rollouts rollouts() {
    return rollouts;
  }
}
