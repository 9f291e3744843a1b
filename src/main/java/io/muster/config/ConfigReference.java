package io.muster.config;

/**
 * Names a config: `prod` follows its newest revision, `prod@3` pins one.
 *
 * @param revision the pinned revision, or {@link #NEWEST}
 */
public record ConfigReference(String name, long revision) implements Comparable<ConfigReference> {

  /** Stands for whatever revision is the newest. */
  public static final long NEWEST = 0;

  public ConfigReference {
    ConfigName.check("config", name);
    if (revision < 0) {
      throw new IllegalArgumentException("revision is " + revision + ", expected 1 or more");
    }
  }

  /** Follows the newest revision. */
  public static ConfigReference newest(String name) {
    return new ConfigReference(name, NEWEST);
  }

  /** Pins one revision. */
  public static ConfigReference pinned(String name, long revision) {
    if (revision < 1) {
      throw new IllegalArgumentException("revision is " + revision + ", expected 1 or more");
    }
    return new ConfigReference(name, revision);
  }

  /**
   * Reads `name` or `name@revision`.
   *
   * @throws IllegalArgumentException with a message for people
   */
  public static ConfigReference parse(String text) {
    int at = text.indexOf('@');
    if (at < 0) {
      return newest(text);
    }
    String number = text.substring(at + 1);
    // At most 18 digits: what fits a long.
    if (number.isEmpty()
        || number.length() > 18
        || !number.chars().allMatch(c -> c >= '0' && c <= '9')
        || Long.parseLong(number) < 1) {
      throw new IllegalArgumentException(
          "config '"
              + text
              + "' is not valid: after '@' comes a revision number from 1, as in prod@3");
    }
    return pinned(text.substring(0, at), Long.parseLong(number));
  }

  /** Whether it stays at one revision. */
  public boolean pinned() {
    return revision != NEWEST;
  }

  @Override
  public int compareTo(ConfigReference other) {
    int names = name.compareTo(other.name);
    return names != 0 ? names : Long.compare(revision, other.revision);
  }

  /** The text that {@link #parse} reads. */
  @Override
  public String toString() {
    return pinned() ? name + "@" + revision : name;
  }
}
