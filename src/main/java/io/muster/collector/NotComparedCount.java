package io.muster.collector;

import io.muster.agent.NotCompared;

/** Counts what could not be compared. For one comparison. */
final class NotComparedCount {

  private int redacted;
  private int references;
  private int defaults;
  private int unordered;
  private boolean hidden;

  /** A value that holds the text of one of these. */
  void holes(Holes wanted, Holes found) {
    hidden |= wanted.redacted() || found.redacted();
    if (wanted.references() || found.references()) {
      references++;
    } else {
      redacted++;
    }
  }

  /** A value of which nobody here knows what the agent has in it, equal or not. */
  void seen(Holes found) {
    hidden |= found.redacted();
  }

  /** Whether something that a side hides may be otherwise. */
  boolean hidden() {
    return hidden;
  }

  void reference() {
    references++;
  }

  void byDefault() {
    defaults++;
  }

  void unordered() {
    unordered++;
  }

  NotCompared sum() {
    return new NotCompared(redacted, references, defaults, unordered);
  }

  /** Forgets what was counted since: those values were compared after all. */
  void back(NotCompared before) {
    redacted = before.redacted();
    references = before.references();
    defaults = before.defaults();
    unordered = before.unordered();
  }
}
