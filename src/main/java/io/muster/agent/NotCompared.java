package io.muster.agent;

import java.util.ArrayList;
import java.util.List;

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

  /** For people: "3 values were not compared: 1 redacted, 2 defaults"; empty if all were. */
  public String sentence() {
    if (count() == 0) {
      return "";
    }
    List<String> reasons = new ArrayList<>();
    add(reasons, redacted, "redacted");
    add(reasons, references, "known to the agent only");
    add(reasons, defaults, "left to its defaults");
    add(reasons, unordered, "in another order that means nothing");
    return count()
        + (count() == 1 ? " value was" : " values were")
        + " not compared: "
        + String.join(", ", reasons);
  }

  private static void add(List<String> reasons, int count, String reason) {
    if (count > 0) {
      reasons.add(count + " " + reason);
    }
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
