package io.muster.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;

/**
 * What is measured of ConfigMaps as a source; never their names, since metrics need no token.
 * Thread-safe.
 */
@Singleton
public final class KubernetesMetrics {

  private final MeterRegistry registry;

  /** Registers nothing yet. */
  public KubernetesMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * Registers how the source fares on this instance.
   *
   * @param up 1 if every namespace is watched or another instance watches, 0 otherwise
   * @param syncAge seconds since all namespaces were known to be up to date
   */
  public void source(IntSupplier up, DoubleSupplier syncAge) {
    Gauge.builder("muster.kubernetes.up", up::getAsInt)
        .description("1 while all namespaces are watched, or another instance does; 0 otherwise")
        .strongReference(true)
        .register(registry);
    Gauge.builder("muster.kubernetes.sync.age", syncAge::getAsDouble)
        .description("How long ago the namespace that is most behind was up to date")
        .baseUnit("seconds")
        .strongReference(true)
        .register(registry);
  }

  /** How many ConfigMaps are in each state. */
  public CountsByWord configMaps(Collection<String> states) {
    return new CountsByWord(
        registry,
        "muster.kubernetes.configmaps",
        "ConfigMaps that are selected, by what became of them",
        "state",
        states);
  }
}
