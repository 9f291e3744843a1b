package io.muster.store.config;

import io.muster.config.ConfigStore;
import io.muster.plan.OriginStore;
import io.muster.policy.SettingsStore;
import io.muster.policy.TargetStore;
import io.muster.store.KeyValueStore;

/** The ports of configs on any store, for tests of other packages. */
public record ConfigStores(ConfigStore configs, TargetStore targets, SettingsStore settings) {

  /** All of them on this store. */
  public static ConfigStores on(KeyValueStore store) {
    return new ConfigStores(
        new StoredConfigs(store), new StoredTargets(store), new StoredSettings(store));
  }

  /** The identity that is kept in this store. */
  public static OriginStore origin(KeyValueStore store) {
    return new StoredOrigin(store);
  }
}
