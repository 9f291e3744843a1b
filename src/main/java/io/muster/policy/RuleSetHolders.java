package io.muster.policy;

import io.muster.config.ConfigDocument;
import io.muster.config.ConfigReference;
import io.muster.config.ReferenceHolders;
import io.muster.config.Resolver;
import io.muster.config.RuleReference;
import io.muster.config.syntax.ConfigProblem;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Who names a rule set. */
final class RuleSetHolders implements ReferenceHolders {

  private final PolicyReferences references;
  private final Resolver resolver;

  RuleSetHolders(PolicyReferences references, Resolver resolver) {
    this.references = references;
    this.resolver = resolver;
  }

  @Override
  public List<String> users(String ruleSet) {
    return references.holders(having(rule -> rule.name().equals(ruleSet)));
  }

  @Override
  public List<String> followers(String ruleSet) {
    return references.targets(having(rule -> follows(rule, ruleSet)));
  }

  @Override
  public Set<Long> pinned(String ruleSet) {
    Set<Long> pinned = new TreeSet<>();
    references
        .all()
        .flatMap(reference -> reference.rules().stream())
        .filter(rule -> rule.name().equals(ruleSet) && rule.pinned())
        .forEach(rule -> pinned.add(rule.revision()));
    return pinned;
  }

  @Override
  public Optional<ConfigProblem> objection(String ruleSet, ConfigDocument document) {
    return references
        .all()
        .filter(having(rule -> follows(rule, ruleSet)))
        .distinct()
        .flatMap(reference -> resolver.trial(ruleSet, document, reference).stream())
        .findFirst();
  }

  private static boolean follows(RuleReference rule, String ruleSet) {
    return rule.name().equals(ruleSet) && !rule.pinned();
  }

  private static Predicate<ConfigReference> having(Predicate<RuleReference> such) {
    return reference -> reference.rules().stream().anyMatch(such);
  }
}
