package io.muster.config;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Makes the catalogues of what targets and the default config name. */
@Singleton
public final class RevisionCatalogues {

  /** The configs; changes are put in force through the policy source. */
  @Produces
  @Singleton
  public static RevisionCatalogue configs(
      ConfigStore configs,
      TargetStore targets,
      SettingsStore settings,
      PolicySource policies,
      ConfigLimits limits,
      InstantSource clock) {
    return new RevisionCatalogue(
        "config",
        configs,
        new ConfigUses(new References(targets, settings), policies.resolver()),
        put -> DocumentCheck.problems(put.document(), put.allowEmpty()),
        policies,
        limits,
        clock);
  }

  /** The rule sets; changes are put in force through the policy source. */
  @Produces
  @Singleton
  public static RuleSets ruleSets(
      RuleStore store,
      TargetStore targets,
      SettingsStore settings,
      PolicySource policies,
      Rules rules,
      ConfigLimits limits,
      InstantSource clock) {
    return new RuleSets(
        new RevisionCatalogue(
            "rule_set",
            store,
            new RuleUses(new References(targets, settings), policies.resolver()),
            put -> rules.problems(put.document()),
            policies,
            limits,
            clock));
  }
}
