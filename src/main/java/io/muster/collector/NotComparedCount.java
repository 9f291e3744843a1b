package io.muster.collector;

import io.muster.agent.NotCompared;

/** Counts what could not be compared. For one comparison. */
final class NotComparedCount {

  private int redacted;
  private int references;
  private int defaults;
  private int unordered;

  /** A value that holds the text of one of these. */
  void holes(Holes wanted, Holes found) {
    if (wanted.references() || found.references()) {
      references++;
    } else {
      redacted++;
    }
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
