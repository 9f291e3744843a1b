package io.muster.store.config;

import java.util.Arrays;
import java.util.Optional;

/** Where the heads and revisions of configs and of rule sets are; the two never meet. */
public enum RevisionKeys {
  CONFIG("config/", ""),
  RULES("ottl/", "ottl/");

  private final String headPrefix;
  private final String revisionPrefix;

  RevisionKeys(String headPrefix, String revisionPrefix) {
    this.headPrefix = headPrefix;
    this.revisionPrefix = revisionPrefix;
  }

  /** The kind that a key of the cache {@code desired} is a head of; empty if of none. */
  public static Optional<RevisionKeys> ofHead(String key) {
    return Arrays.stream(values()).filter(kind -> key.startsWith(kind.headPrefix)).findFirst();
  }

  String headPrefix() {
    return headPrefix;
  }

  /** The key of a revision in the cache {@code revisions}. */
  public String revision(String name, long number) {
    return revisionPrefix + name + "/" + number;
  }
}
