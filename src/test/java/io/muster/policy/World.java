package io.muster.policy;

import com.google.protobuf.ByteString;
import io.muster.agent.Selector;
import io.muster.cluster.Hints;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigLimits;
import io.muster.config.ConfigReference;
import io.muster.config.ConfigRevision;
import io.muster.config.ConfigStore;
import io.muster.config.InMemoryConfigOwnerStore;
import io.muster.config.InMemoryConfigStore;
import io.muster.config.InMemoryRuleStore;
import io.muster.config.PutConfig;
import io.muster.config.PutOutcome;
import io.muster.config.Resolver;
import io.muster.config.RevisionCatalogue;
import io.muster.config.RuleSets;
import io.muster.config.Rules;
import io.muster.config.rules.OttlRules;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The services of this feature over stores in memory. */
public final class World {

  static final Rules RULES = new OttlRules();

  public static final ConfigLimits LIMITS = new ConfigLimits(1 << 20, 1_000, 1_000, 1_000);

  /** Empty where the test brought a store of its own. */
  final InMemoryConfigStore configStore;

  final InMemoryRuleStore ruleStore;
  final InMemoryTargetStore targetStore;
  final TargetRevisionStore targetRevisions = new InMemoryTargetRevisionStore();
  final InMemorySettingsStore settingsStore;
  public final Resolver resolver;
  public final PolicySource policies;
  public final RevisionCatalogue configs;
  public final Targets targets;
  public final DefaultConfig defaults;
  public final RuleSets ruleSets;
  private final ConfigLimits limits;

  /** An empty world. */
  public World() {
    this(LIMITS);
  }

  /** An empty world with these bounds. */
  public World(ConfigLimits limits) {
    this(new InMemoryConfigStore(), limits);
  }

  /** Over a config store that misbehaves. */
  World(ConfigStore configs, ConfigLimits limits) {
    this(
        new InMemoryConfigStore(),
        configs,
        new InMemoryRuleStore(),
        new InMemoryTargetStore(),
        new InMemorySettingsStore(),
        limits);
  }

  private World(InMemoryConfigStore configStore, ConfigLimits limits) {
    this(
        configStore,
        configStore,
        new InMemoryRuleStore(),
        new InMemoryTargetStore(),
        new InMemorySettingsStore(),
        limits);
  }

  private World(
      InMemoryConfigStore configStore,
      ConfigStore used,
      InMemoryRuleStore ruleStore,
      InMemoryTargetStore targetStore,
      InMemorySettingsStore settingsStore,
      ConfigLimits limits) {
    this.configStore = configStore;
    this.ruleStore = ruleStore;
    this.targetStore = targetStore;
    this.settingsStore = settingsStore;
    this.limits = limits;
    InstantSource clock = InstantSource.fixed(Fixtures.NOW);
    resolver = new Resolver(used, ruleStore, RULES, limits);
    policies = new PolicySource(resolver, targetStore, settingsStore, Hints.NONE);
    policies.load();
    configs = RevisionCatalogues.configs(used, targetStore, settingsStore, policies, limits, clock);
    targets = new Targets(targetStore, targetRevisions, policies, limits, clock);
    defaults = new DefaultConfig(settingsStore, policies, clock);
    ruleSets =
        RevisionCatalogues.ruleSets(
            ruleStore, targetStore, settingsStore, policies, RULES, limits, clock);
  }

  /** Where the configs are. */
  public ConfigStore stored() {
    return configStore;
  }

  /** What plans ask. */
  public Rehearsals rehearsals() {
    return new Rehearsals(
        configStore,
        ruleStore,
        targetStore,
        settingsStore,
        RULES,
        limits,
        InstantSource.fixed(Fixtures.NOW));
  }

  /** Another server on the same stores. */
  World restarted() {
    return new World(configStore, configStore, ruleStore, targetStore, settingsStore, LIMITS);
  }

  /** A wish for a config. */
  public static PutConfig config(String name, String yaml, @Nullable Long ifMatch) {
    ConfigDocument document = ConfigDocument.collector(ByteString.copyFromUtf8(yaml));
    return new PutConfig(name, document, "ops", "why", ifMatch, false);
  }

  /** A wish for a target. */
  public static PutTarget target(
      String name, String selector, String config, int weight, int order) {
    return new PutTarget(
        name,
        new TargetSpec(
            Selector.parse(selector),
            ConfigReference.parse(config),
            weight,
            order,
            false,
            false,
            null),
        "ops",
        null);
  }

  /** Puts a config. */
  public PutOutcome put(String name, String yaml) {
    return configs.put(config(name, yaml, null));
  }

  /** Puts a rule set. */
  public PutOutcome rules(String name, String yaml) {
    return ruleSets.revisions().put(config(name, yaml, null));
  }

  /** Puts a target. */
  public TargetOutcome target(String name, String selector, String config, int weight) {
    return targets.put(target(name, selector, config, weight, 0));
  }

  /** The newest revision. */
  public ConfigRevision newest(String name) {
    return configs.get(ConfigReference.newest(name)).orElseThrow();
  }

  /** What outside keeps configs. */
  public InMemoryConfigOwnerStore owners() {
    return configStore.owners;
  }
}
