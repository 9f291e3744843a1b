package io.muster.property;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** What a case is made from. The same seed makes the same case. */
record Seed(long value) {

  /** The system property that repeats a case. */
  static final String PROPERTY = "property.seed";

  /** The seed that the system property names; without one, another in each run. */
  static Seed first() {
    return parse(System.getProperty(PROPERTY));
  }

  static Seed parse(@Nullable String text) {
    if (text == null || text.isBlank()) {
      return new Seed(new SplittableRandom().nextLong());
    }
    try {
      return new Seed(Long.parseLong(text.strip()));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "-D" + PROPERTY + "=" + text + ": expected the whole number that a failure printed", e);
    }
  }

  /** The seed of the next case. */
  Seed next() {
    return new Seed(random().nextLong());
  }

  /** What repeats its case, on the command line. */
  String option() {
    return " -D" + PROPERTY + "=" + value;
  }

  SplittableRandom random() {
    return new SplittableRandom(value);
  }
}
