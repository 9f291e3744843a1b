package io.muster.collector;

import java.util.Locale;
import java.util.Optional;

/** What flows through a pipeline. */
enum Signal {
  TRACES,
  METRICS,
  LOGS,
  PROFILES;

  private final String word = name().toLowerCase(Locale.ROOT);

  /** As in configs: "traces". */
  String word() {
    return word;
  }

  static Optional<Signal> of(String word) {
    for (Signal signal : values()) {
      if (signal.word.equals(word)) {
        return Optional.of(signal);
      }
    }
    return Optional.empty();
  }

  /** By the first letter. */
  static Signal of(char letter) {
    for (Signal signal : values()) {
      if (signal.word.charAt(0) == letter) {
        return signal;
      }
    }
    throw new IllegalArgumentException("no signal begins with " + letter);
  }
}
