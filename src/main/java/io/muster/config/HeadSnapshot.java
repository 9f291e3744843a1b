package io.muster.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which revisions of configs and rule sets there are at one moment, by name.
 *
 * @param rules of rule sets
 */
public record HeadSnapshot(Map<String, ConfigHead> configs, Map<String, ConfigHead> rules) {

  public HeadSnapshot {
    configs = Map.copyOf(configs);
    rules = Map.copyOf(rules);
  }

  /** Reads all of them. Blocks. */
  static HeadSnapshot of(ConfigStore configs, RuleStore rules) {
    return new HeadSnapshot(byName(configs), byName(rules));
  }

  private static Map<String, ConfigHead> byName(ConfigStore store) {
    Map<String, ConfigHead> heads = new HashMap<>();
    store.heads().all().forEach(head -> heads.put(head.value().name(), head.value()));
    return heads;
  }

  /** The revisions that a reference means now; null if one of them does not exist. */
  public @Nullable ConfigReference pin(ConfigReference reference) {
    long number = number(configs.get(reference.name()), reference.revision());
    List<RuleReference> pinned = new ArrayList<>();
    for (RuleReference rule : reference.rules()) {
      Optional<Long> of = pinRule(rule);
      if (of.isEmpty()) {
        return null;
      }
      pinned.add(new RuleReference(rule.name(), of.get()));
    }
    return number == ConfigReference.NEWEST
        ? null
        : new ConfigReference(reference.name(), number, pinned);
  }

  /** The number of the revision of a rule set that a reference means now. */
  Optional<Long> pinRule(RuleReference rule) {
    long number = number(rules.get(rule.name()), rule.revision());
    return number == ConfigReference.NEWEST ? Optional.empty() : Optional.of(number);
  }

  /** The number of a revision that exists; {@link ConfigReference#NEWEST} if it does not. */
  private static long number(@Nullable ConfigHead head, long wanted) {
    if (head == null || head.deleted()) {
      return ConfigReference.NEWEST;
    }
    long number = wanted == ConfigReference.NEWEST ? head.newest() : wanted;
    return head.has(number) ? number : ConfigReference.NEWEST;
  }
}
