package io.muster.policy;

import io.muster.config.ConfigDocument;
import io.muster.config.ReferenceHolders;
import io.muster.config.Resolver;
import io.muster.config.syntax.ConfigProblem;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Who names a config. */
final class ConfigHolders implements ReferenceHolders {

  private final PolicyReferences references;
  private final Resolver resolver;

  ConfigHolders(PolicyReferences references, Resolver resolver) {
    this.references = references;
    this.resolver = resolver;
  }

  @Override
  public List<String> users(String config) {
    return references.holders(reference -> reference.name().equals(config));
  }

  @Override
  public List<String> followers(String config) {
    return references.targets(
        reference -> reference.name().equals(config) && !reference.pinsConfig());
  }

  @Override
  public Set<Long> pinned(String config) {
    Set<Long> pinned = new TreeSet<>();
    references
        .all()
        .filter(reference -> reference.name().equals(config) && reference.pinsConfig())
        .forEach(reference -> pinned.add(reference.revision()));
    return pinned;
  }

  @Override
  public Optional<ConfigProblem> objection(String config, ConfigDocument document) {
    return references
        .all()
        .filter(reference -> reference.name().equals(config) && !reference.pinsConfig())
        .filter(reference -> !reference.rules().isEmpty())
        .distinct()
        .flatMap(reference -> resolver.trial(document, reference).stream())
        .findFirst();
  }
}
