package io.muster.config;

import jakarta.inject.Singleton;
import java.time.InstantSource;

/**
 * The named sets of OTTL rules. A set is kept as a config is: a document with immutable revisions,
 * which targets name beside their config ({@link ConfigReference}) and follow or pin.
 */
@Singleton
public final class RuleSets {

  private final ConfigCatalogue revisions;

  /** Over the stores; changes are put in force through the policy source. */
  public RuleSets(
      RuleStore store,
      TargetStore targets,
      SettingsStore settings,
      PolicySource policies,
      Rules rules,
      ConfigLimits limits,
      InstantSource clock) {
    this.revisions =
        new ConfigCatalogue(
            "rule_set",
            store,
            new RuleUses(new References(targets, settings), policies.resolver()),
            put -> rules.problems(put.document()),
            policies,
            limits,
            clock);
  }

  /** What operators do with them: the same as with configs. */
  public ConfigCatalogue revisions() {
    return revisions;
  }
}
