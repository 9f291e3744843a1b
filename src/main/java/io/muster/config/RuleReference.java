package io.muster.config;

import io.muster.failure.InvalidInput;

/**
 * Names a set of OTTL rules: `redact` follows its newest revision, `redact@2` pins one.
 *
 * @param revision the pinned revision, or {@link ConfigReference#NEWEST}
 */
public record RuleReference(String name, long revision) implements Comparable<RuleReference> {

  public RuleReference {
    ConfigName.check("rule set", name);
    if (revision < 0) {
      throw new InvalidInput("revision is " + revision + ", expected 1 or more");
    }
  }

  /**
   * Reads `name` or `name@revision`.
   *
   * @throws InvalidInput with a message for people
   */
  public static RuleReference parse(String text) {
    return new RuleReference(
        ConfigReference.nameOf(text), ConfigReference.revisionOf("rule set", text));
  }

  /** Whether it stays at one revision. */
  public boolean pinned() {
    return revision != ConfigReference.NEWEST;
  }

  @Override
  public int compareTo(RuleReference other) {
    int names = name.compareTo(other.name);
    return names != 0 ? names : Long.compare(revision, other.revision);
  }

  /** The text that {@link #parse} reads. */
  @Override
  public String toString() {
    return pinned() ? name + "@" + revision : name;
  }
}
