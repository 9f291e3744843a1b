package io.muster.kubernetes;

import java.util.Locale;

/** What became of a ConfigMap. */
enum SourceState {
  /** Its content is a revision of the config, and what its annotations ask for is done. */
  APPLIED,
  /** A rollout brings it to the target. */
  ROLLING_OUT,
  /** The rollout took it back; the config has the revision all the same. */
  ROLLED_BACK,
  /** An operator ended the rollout. */
  ABORTED,
  /** It cannot be taken as it is; the revision before stays. */
  REFUSED,
  /** The config belongs to somebody else. */
  CONFLICT,
  /** An operator took the config away from it. */
  DETACHED,
  /** It changes too often, and is taken when its time has come; or it was not looked at yet. */
  PENDING;

  /** As it is written in the status. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether people have to do something about it. */
  boolean troubled() {
    return switch (this) {
      case APPLIED, ROLLING_OUT, PENDING -> false;
      case ROLLED_BACK, ABORTED, REFUSED, CONFLICT, DETACHED -> true;
    };
  }
}
