package io.muster.config;

import com.google.protobuf.ByteString;
import io.muster.agent.Selector;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The services of this feature over stores in memory. */
final class World {

  static final ConfigLimits LIMITS = new ConfigLimits(1 << 20, 1_000, 1_000, 1_000);

  /** Empty where the test brought a store of its own. */
  final InMemoryConfigStore configStore;

  final InMemoryTargetStore targetStore;
  final InMemorySettingsStore settingsStore;
  final PolicySource policies;
  final ConfigCatalogue configs;
  final Targets targets;
  final DefaultConfig defaults;

  World() {
    this(LIMITS);
  }

  World(ConfigLimits limits) {
    this(new InMemoryConfigStore(), new InMemoryTargetStore(), new InMemorySettingsStore(), limits);
  }

  /** Over a config store that misbehaves. */
  World(ConfigStore configs, ConfigLimits limits) {
    this(
        new InMemoryConfigStore(),
        configs,
        new InMemoryTargetStore(),
        new InMemorySettingsStore(),
        limits);
  }

  private World(
      InMemoryConfigStore configStore,
      InMemoryTargetStore targetStore,
      InMemorySettingsStore settingsStore,
      ConfigLimits limits) {
    this(configStore, configStore, targetStore, settingsStore, limits);
  }

  private World(
      InMemoryConfigStore configStore,
      ConfigStore used,
      InMemoryTargetStore targetStore,
      InMemorySettingsStore settingsStore,
      ConfigLimits limits) {
    this.configStore = configStore;
    this.targetStore = targetStore;
    this.settingsStore = settingsStore;
    InstantSource clock = InstantSource.fixed(Fixtures.NOW);
    policies = new PolicySource(used, targetStore, settingsStore);
    configs = new ConfigCatalogue(used, targetStore, settingsStore, policies, limits, clock);
    targets = new Targets(targetStore, configs, policies, limits, clock);
    defaults = new DefaultConfig(settingsStore, configs, policies, clock);
  }

  /** Another server on the same stores. */
  World restarted() {
    return new World(configStore, targetStore, settingsStore, LIMITS);
  }

  static PutConfig config(String name, String yaml, @Nullable Long ifMatch) {
    ConfigDocument document = ConfigDocument.collector(ByteString.copyFromUtf8(yaml));
    return new PutConfig(name, document, "ops", "why", ifMatch, false);
  }

  static PutTarget target(String name, String selector, String config, int weight, int order) {
    return new PutTarget(
        name,
        Selector.parse(selector),
        ConfigReference.parse(config),
        weight,
        order,
        false,
        false,
        "ops",
        null);
  }

  PutOutcome put(String name, String yaml) {
    return configs.put(config(name, yaml, null));
  }

  TargetOutcome target(String name, String selector, String config, int weight) {
    return targets.put(target(name, selector, config, weight, 0));
  }

  ConfigRevision newest(String name) {
    return configs.get(ConfigReference.newest(name)).orElseThrow();
  }
}
