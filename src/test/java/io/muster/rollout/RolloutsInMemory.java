package io.muster.rollout;

import io.muster.cluster.Hints;
import io.muster.freeze.FreezesInTests;
import io.muster.policy.Targets;
import java.time.Instant;
import java.time.InstantSource;

/** What operators do with rollouts, over a store in memory, for tests of other packages. */
public final class RolloutsInMemory {

  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-23T00:00:00Z"));

  private RolloutsInMemory() {}

  /** Nobody drives them, and there is no Prometheus. */
  public static Rollouts over(Targets targets) {
    return new Rollouts(
        new InMemoryRolloutStore(),
        new InMemoryRolloutAgentStore(),
        targets,
        FreezesInTests.none(),
        new NoPrometheus(),
        new RolloutEvents(),
        () -> {},
        Hints.NONE,
        CLOCK,
        CLOCK,
        50);
  }
}
