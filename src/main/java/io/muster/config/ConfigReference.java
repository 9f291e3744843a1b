package io.muster.config;

import io.muster.failure.InvalidInput;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Names what agents get: a config, and the rule sets that are put into it. `prod` follows the
 * config's newest revision, `prod@3` pins one; `prod@3+redact@2` adds revision 2 of the rule set
 * `redact`, `prod+redact` follows both.
 *
 * @param revision the pinned revision of the config, or {@link #NEWEST}
 * @param rules in the order in which they are put into the config; each set once
 */
public record ConfigReference(String name, long revision, List<RuleReference> rules)
    implements Comparable<ConfigReference> {

  /** Stands for whatever revision is the newest. */
  public static final long NEWEST = 0;

  /** Most rule sets in one config. */
  public static final int MAX_RULES = 20;

  private static final Comparator<ConfigReference> ORDER =
      Comparator.comparing(ConfigReference::name)
          .thenComparingLong(ConfigReference::revision)
          .thenComparing(ConfigReference::toString);

  public ConfigReference {
    ConfigName.check("config", name);
    if (revision < 0) {
      throw new InvalidInput("revision is " + revision + ", expected 1 or more");
    }
    rules = List.copyOf(rules);
    if (rules.size() > MAX_RULES) {
      throw new InvalidInput(
          "a config takes at most " + MAX_RULES + " rule sets, these are " + rules.size());
    }
    Set<String> names = new HashSet<>();
    for (RuleReference rule : rules) {
      if (!names.add(rule.name())) {
        throw new InvalidInput("rule set '" + rule.name() + "' is named twice");
      }
    }
  }

  /** Follows the newest revision. */
  public static ConfigReference newest(String name) {
    return new ConfigReference(name, NEWEST, List.of());
  }

  /** Pins one revision. */
  public static ConfigReference pinned(String name, long revision) {
    if (revision < 1) {
      throw new InvalidInput("revision is " + revision + ", expected 1 or more");
    }
    return new ConfigReference(name, revision, List.of());
  }

  /**
   * Reads `name` or `name@revision`, and rule sets of the same form behind `+`.
   *
   * @throws InvalidInput with a message for people
   */
  public static ConfigReference parse(String text) {
    String[] parts = text.split("\\+", -1);
    return new ConfigReference(
        nameOf(parts[0]),
        revisionOf("config", parts[0]),
        Arrays.stream(parts).skip(1).map(RuleReference::parse).toList());
  }

  static String nameOf(String text) {
    int at = text.indexOf('@');
    return at < 0 ? text : text.substring(0, at);
  }

  static long revisionOf(String what, String text) {
    int at = text.indexOf('@');
    if (at < 0) {
      return NEWEST;
    }
    String number = text.substring(at + 1);
    // At most 18 digits: what fits a long.
    if (number.isEmpty()
        || number.length() > 18
        || !number.chars().allMatch(c -> c >= '0' && c <= '9')
        || Long.parseLong(number) < 1) {
      throw new InvalidInput(
          what
              + " '"
              + text
              + "' is not valid: after '@' comes a revision number from 1, as in prod@3");
    }
    return Long.parseLong(number);
  }

  /** Whether it stays at one revision of the config and of each rule set. */
  public boolean pinned() {
    return pinsConfig() && rules.stream().allMatch(RuleReference::pinned);
  }

  /** Whether it stays at one revision of the config; rule sets may still move. */
  public boolean pinsConfig() {
    return revision != NEWEST;
  }

  /** The config without rule sets. */
  public ConfigReference bare() {
    return new ConfigReference(name, revision, List.of());
  }

  @Override
  public int compareTo(ConfigReference other) {
    return ORDER.compare(this, other);
  }

  /** The text that {@link #parse} reads. */
  @Override
  public String toString() {
    String config = pinsConfig() ? name + "@" + revision : name;
    return rules.stream().map(rule -> "+" + rule).collect(Collectors.joining("", config, ""));
  }
}
