package io.muster.policy;

import io.muster.config.ConfigLimits;
import io.muster.config.ConfigStore;
import io.muster.config.RuleStore;
import io.muster.config.Rules;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Begins rehearsals over the stores. Thread-safe. */
@Singleton
public final class Rehearsals {

  private final ConfigStore configs;
  private final RuleStore ruleSets;
  private final TargetStore targets;
  private final SettingsStore settings;
  private final Rules rules;
  private final ConfigLimits limits;
  private final InstantSource clock;

  /** Over these stores, which are only read. */
  public Rehearsals(
      ConfigStore configs,
      RuleStore ruleSets,
      TargetStore targets,
      SettingsStore settings,
      Rules rules,
      ConfigLimits limits,
      InstantSource clock) {
    this.configs = configs;
    this.ruleSets = ruleSets;
    this.targets = targets;
    this.settings = settings;
    this.rules = rules;
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * Reads what there is. Blocks; throws the store's exception.
   *
   * @param before the policy that was made of it just now
   */
  public Rehearsal begin(Policy before) {
    return new Rehearsal(before, configs, ruleSets, targets, settings, rules, limits, clock);
  }
}
