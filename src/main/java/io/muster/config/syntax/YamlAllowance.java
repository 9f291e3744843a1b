package io.muster.config.syntax;

/**
 * What may still be read of the files of one config or report: the bounds are for all of them
 * together, or many files would be the way around. For one reading, on one thread.
 */
public final class YamlAllowance {

  /** Characters of all files. */
  static final int MAX_CHARACTERS = 16 << 20;

  /** Keys, values, starts and ends; some 300 bytes of memory each. */
  static final int MAX_EVENTS = 250_000;

  /** Values that there may be when all aliases are expanded. */
  static final long MAX_EXPANDED = 1_000_000;

  private int characters = MAX_CHARACTERS;
  private int events = MAX_EVENTS;
  private long expanded = MAX_EXPANDED;

  /** Whether this many characters more may be read; they count as read then. */
  boolean takeCharacters(int more) {
    if (more > characters) {
      return false;
    }
    characters -= more;
    return true;
  }

  /** Whether a further event may be read. */
  boolean takeEvent() {
    return --events >= 0;
  }

  /** Whether this many values more may be expanded. */
  boolean takeExpanded(long more) {
    expanded -= Math.min(more, 2 * MAX_EXPANDED);
    return expanded >= 0;
  }
}
