package io.muster.policy;

import io.muster.config.ConfigLimits;
import io.muster.config.ConfigStore;
import io.muster.config.RevisionCatalogue;
import io.muster.config.RuleSets;
import io.muster.config.RuleStore;
import io.muster.config.Rules;
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
        new ConfigHolders(new PolicyReferences(targets, settings), policies.resolver()),
        RevisionCatalogue::documentProblems,
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
            new RuleSetHolders(new PolicyReferences(targets, settings), policies.resolver()),
            put -> rules.problems(put.document()),
            policies,
            limits,
            clock));
  }
}
