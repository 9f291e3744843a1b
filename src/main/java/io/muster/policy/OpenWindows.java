package io.muster.policy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Notices that the window of a target opens. For one thread. */
final class OpenWindows {

  private final InstantSource clock;
  private Set<Window> open = Set.of();

  OpenWindows(InstantSource clock) {
    this.clock = clock;
  }

  /** Whether one is open that was not when this was asked before, or was nobody's. */
  boolean opened(Policy policy) {
    if (!policy.hasWindows()) {
      open = Set.of();
      return false;
    }
    Instant now = clock.instant();
    Set<Window> before = open;
    open =
        policy.targets().stream()
            .flatMap(target -> Stream.ofNullable(target.window()))
            .filter(window -> window.open(now))
            .collect(Collectors.toSet());
    return !before.containsAll(open);
  }
}
