package io.muster.collector;

import io.muster.agent.ConfigComparison;
import io.muster.collector.YamlValue.Mapping;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigFile;
import java.util.Optional;

/**
 * A config as its meaning: all files laid over each other, without form. Compares what an agent
 * should have with what it says to run. An agent may have more than that (its supervisor puts in
 * its own extension, a base config of the machine): only what is missing or otherwise counts
 * ({@link OfferedParts}). Immutable.
 */
public final class MergedConfig {

  private final Mapping root;

  private MergedConfig(Mapping root) {
    this.root = root;
  }

  /** Reads it; empty if it cannot be read, is not YAML or JSON, or has nothing in it. Bounded. */
  public static Optional<MergedConfig> read(ConfigDocument document) {
    if (document.files().stream().anyMatch(f -> f.syntax() == ConfigFile.Syntax.OTHER)) {
      return Optional.empty();
    }
    Mapping merged = CollectorCheck.read(document).merged();
    return merged == null || merged.entries().isEmpty()
        ? Optional.empty()
        : Optional.of(new MergedConfig(merged));
  }

  /**
   * Whether an agent that says to run this effective config would run nothing else if it were given
   * this: it has all of it, no components, pipelines and extensions beyond what agents put in
   * themselves, and nothing is hidden in either.
   */
  public boolean isRunBy(MergedConfig effective) {
    NotComparedCount count = new NotComparedCount();
    return new OfferedParts(count).compare(root, effective.root) == null
        && !count.hidden()
        && FurtherParts.none(effective.root, root);
  }

  /** Whether all of this is in what an agent runs; the first difference if not. */
  public ConfigComparison in(MergedConfig effective) {
    NotComparedCount count = new NotComparedCount();
    ConfigComparison.Differs difference = new OfferedParts(count).compare(root, effective.root);
    return difference == null ? new ConfigComparison.Same(count.sum()) : difference;
  }
}
