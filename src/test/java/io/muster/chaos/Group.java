package io.muster.chaos;

import java.util.Locale;

/** Two kinds of agents, each with a target and a config of its own name. */
enum Group {
  /** Their target follows the newest revision: a PUT of the config is what changes it. */
  FOLLOWING,
  /** Their target pins a revision: a PUT of the target is what changes it. */
  PINNED;

  /** Of the target, the config and the attribute that the target selects. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Group of(int agent) {
    return agent % 3 == 0 ? PINNED : FOLLOWING;
  }
}
