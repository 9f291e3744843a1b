package io.muster.agent;

/**
 * How many values of an offered config could not be held against what the agent runs, and why.
 *
 * @param redacted a side hides them
 * @param references only the agent knows what `${…}` stands for
 * @param defaults offered as nothing or as what the agent leaves out: it runs its own default
 * @param unordered lists whose order means nothing and is another
 */
public record NotCompared(int redacted, int references, int defaults, int unordered) {

  /** All was compared. */
  public static final NotCompared NOTHING = new NotCompared(0, 0, 0, 0);

  /** How many in all. */
  public int count() {
    return redacted + references + defaults + unordered;
  }

  /** Of two comparisons together. */
  public NotCompared and(NotCompared other) {
    return new NotCompared(
        redacted + other.redacted,
        references + other.references,
        defaults + other.defaults,
        unordered + other.unordered);
  }
}
