package io.muster.kubernetes;

import io.muster.cluster.Leadership;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * ConfigMaps as a source of configs, on the one instance that leads in it. Driven by the clock:
 * whatever fails is done again by a later turn. For one thread, but for {@link #condition}.
 */
final class ConfigMapSource {

  private final Leadership leadership;
  private final ConfigMapApi api;
  private final ConfigMapStates states;
  private final List<NamespaceWatch> watches;
  private boolean led;
  private volatile @Nullable SourceCondition condition;

  ConfigMapSource(
      Leadership leadership,
      ConfigMapApi api,
      ConfigMapStates states,
      List<NamespaceWatch> watches) {
    this.leadership = leadership;
    this.api = api;
    this.states = states;
    this.watches = List.copyOf(watches);
  }

  /** Does what is to be done now. */
  void turn() {
    boolean leading = leadership.epoch().isPresent();
    if (led && !leading) {
      forget();
    }
    led = leading;
    if (leading) {
      watches.forEach(NamespaceWatch::turn);
      states.work();
    }
    condition =
        new SourceCondition(
            true,
            leading,
            watches.stream().map(NamespaceWatch::condition).toList(),
            leading ? states.counts() : Map.of());
  }

  private void forget() {
    watches.forEach(NamespaceWatch::forget);
    states.clear();
  }

  /** How it went lately. */
  SourceCondition condition() {
    SourceCondition now = condition;
    return now == null ? new SourceCondition(true, false, List.of(), Map.of()) : now;
  }

  /** Ends all watches. */
  void stop() {
    forget();
    api.close();
  }
}
