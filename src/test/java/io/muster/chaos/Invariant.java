package io.muster.chaos;

import java.util.List;

/** Something that must hold when the faults are over. */
interface Invariant {

  /** What breaks it, for people; empty if it holds. */
  List<String> violations(Evidence evidence);
}
