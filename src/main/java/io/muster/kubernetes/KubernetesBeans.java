package io.muster.kubernetes;

import io.muster.audit.AuditTrail;
import io.muster.cluster.Leadership;
import io.muster.cluster.Leaderships;
import io.muster.config.ConfigName;
import io.muster.config.ConfigOwners;
import io.muster.config.RevisionCatalogue;
import io.muster.plan.ManifestApplier;
import io.muster.plan.SetMembership;
import io.muster.policy.Targets;
import io.muster.rollout.Rollouts;
import io.muster.schedule.Periodic;
import io.muster.telemetry.CountsByWord;
import io.muster.telemetry.KubernetesMetrics;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Puts the source together, if there is one. Nothing of the client is loaded otherwise, and nothing
 * of it at the start: the first turn does it, on a thread of its own.
 */
@Singleton
public final class KubernetesBeans {

  private static final Duration TURN = Duration.ofSeconds(1);
  private static final int MAX_NAMESPACES = 50;

  private final KubernetesSettings settings;
  private final Leaderships leaderships;
  private final ConfigIntake intake;
  private final KubernetesMetrics metrics;
  private final InstantSource clock;
  private @Nullable Periodic periodic;
  private volatile @Nullable ConfigMapSource source;

  KubernetesBeans(
      KubernetesSettings settings,
      Leaderships leaderships,
      ManifestApplier applying,
      RevisionCatalogue configs,
      ConfigOwners owners,
      SetMembership sets,
      Targets targets,
      Rollouts rollouts,
      AuditTrail trail,
      KubernetesMetrics metrics,
      InstantSource clock) {
    this.settings = settings;
    this.leaderships = leaderships;
    this.intake = new ConfigIntake(applying, configs, owners, sets, targets, rollouts, trail);
    this.metrics = metrics;
    this.clock = clock;
  }

  void start(@Observes StartupEvent event) {
    if (!settings.enabled()) {
      return;
    }
    check();
    var leadership = leaderships.of("kubernetes");
    Instant begun = clock.instant();
    metrics.source(
        () -> condition().behind() ? 0 : 1,
        () -> condition().age(begun, clock.instant()).toMillis() / 1_000.0);
    CountsByWord counts =
        metrics.configMaps(Arrays.stream(SourceState.values()).map(SourceState::text).toList());
    Periodic timer = Periodic.onThread("muster-kubernetes");
    timer.every(
        TURN,
        "kubernetes_source_failed",
        () -> {
          ConfigMapSource present = source;
          if (present == null) {
            present = made(leadership);
            source = present;
          }
          present.turn();
          counts.set(present.condition().counts());
        });
    periodic = timer;
  }

  private void check() {
    require("resync", settings.resync(), Duration.ofSeconds(10));
    require("min-interval", settings.minInterval(), Duration.ofSeconds(1));
    require("request-timeout", settings.requestTimeout(), Duration.ofSeconds(1));
    List<String> namespaces = settings.namespaces().orElse(List.of());
    if (namespaces.size() > MAX_NAMESPACES) {
      throw new IllegalArgumentException(
          "muster.kubernetes.namespaces has "
              + namespaces.size()
              + " namespaces, at most "
              + MAX_NAMESPACES);
    }
    namespaces.forEach(namespace -> ConfigName.check("namespace", namespace));
  }

  private static void require(String name, Duration value, Duration least) {
    if (value.compareTo(least) < 0) {
      throw new IllegalArgumentException(
          "muster.kubernetes." + name + " is " + value + ", expected at least " + least);
    }
  }

  private ConfigMapSource made(Leadership leadership) {
    ConfigMapApi api = ApiServerAccess.of(settings, clock);
    ConfigMapStates states = new ConfigMapStates(api, intake, settings.minInterval(), clock);
    RandomGenerator random = RandomGenerator.getDefault();
    List<NamespaceWatch> watches =
        settings.namespaces().filter(list -> !list.isEmpty()).orElseGet(api::ownNamespaces).stream()
            .distinct()
            .map(namespace ->
                new NamespaceWatch(namespace, api, states, settings.resync(), clock, random))
            .toList();
    return new ConfigMapSource(leadership, api, states, watches);
  }

  void stop(@Observes ShutdownEvent event) {
    if (periodic != null) {
      periodic.stop();
    }
    if (source instanceof ConfigMapSource present) {
      present.stop();
    }
  }

  /** How the source fares. */
  public SourceCondition condition() {
    ConfigMapSource present = source;
    return present != null
        ? present.condition()
        : settings.enabled()
            ? new SourceCondition(true, false, List.of(), Map.of())
            : SourceCondition.OFF;
  }
}
