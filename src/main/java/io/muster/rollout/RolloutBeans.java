package io.muster.rollout;

import io.muster.cluster.Feed;
import io.muster.cluster.Hints;
import io.muster.cluster.Instances;
import io.muster.cluster.Leadership;
import io.muster.cluster.Leaderships;
import io.muster.cluster.Topics;
import io.muster.fleet.Fleet;
import io.muster.fleet.FleetSettings;
import io.muster.freeze.Freezes;
import io.muster.policy.Fallbacks;
import io.muster.policy.PolicySource;
import io.muster.policy.Targets;
import io.muster.telemetry.RolloutMetrics;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/** Puts rollouts together and starts what drives them. */
@Singleton
class RolloutBeans {

  private final Rollouts rollouts;
  private final RolloutAgents agents;
  private final RolloutUpkeep upkeep;
  private final Feed feed;
  private final RolloutCounts counts;

  RolloutBeans(
      RolloutStore store,
      RolloutAgentStore agentStore,
      Targets targets,
      PolicySource policies,
      Fallbacks fallbacks,
      Freezes freezes,
      Fleet fleet,
      FleetSettings fleetSettings,
      RolloutSettings settings,
      PrometheusSettings prometheusSettings,
      RolloutEvents events,
      Instances instances,
      SharedObservations sharedObservations,
      Feed feed,
      Hints hints,
      Leaderships leaderships,
      RolloutMetrics metrics,
      InstantSource wall) {
    counts = new RolloutCounts(store, metrics);
    events.add(counts::changed);
    RolloutClock clock = new RolloutClock(wall, System::nanoTime, settings.clockFactor());
    MetricQueries prometheus = Prometheus.of(prometheusSettings);
    Leadership leadership = leaderships.of("rollouts");
    BooleanSupplier leading = () -> leadership.epoch().isPresent();
    FleetObserver own =
        new FleetObserver(
            fleet, fleetSettings, policies, fallbacks, freezes, leading, settings.watch());
    agents = new RolloutAgents(fleet, agentStore);
    RolloutController controller =
        new RolloutController(
            store,
            targets,
            freezes,
            new ClusterObservations(own, instances, sharedObservations, System::nanoTime),
            new GateQuestions(prometheus, Executors.newVirtualThreadPerTaskExecutor()),
            events,
            agents::ended,
            clock,
            clock.hours(),
            wall,
            leading);
    upkeep =
        new RolloutUpkeep(
            controller,
            new FollowerObserver(store, own, sharedObservations, events, instances.self()),
            leading,
            new QuarantineSweep(fleet, leading),
            policies,
            settings.interval());
    this.feed = feed;
    rollouts =
        new Rollouts(
            store,
            agentStore,
            targets,
            freezes,
            prometheus,
            events,
            upkeep::soon,
            hints,
            clock,
            wall,
            settings.finishedKept());
  }

  void start(@Observes StartupEvent event) {
    feed.follow(Topics.ROLLOUTS, upkeep::soon);
    upkeep.start();
    counts.start();
  }

  void stop(@Observes ShutdownEvent event) {
    upkeep.stop();
    counts.stop();
  }

  @Produces
  @Singleton
  Rollouts rollouts() {
    return rollouts;
  }

  @Produces
  @Singleton
  RolloutAgents agents() {
    return agents;
  }
}
