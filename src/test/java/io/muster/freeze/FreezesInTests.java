package io.muster.freeze;

import io.muster.cluster.Hints;
import java.time.Instant;
import java.time.InstantSource;

/** Freezes for tests of other packages. */
public final class FreezesInTests {

  private FreezesInTests() {}

  /** Nothing is frozen before a test does. */
  public static Freezes none() {
    return none(InstantSource.fixed(Instant.parse("2026-11-23T00:00:00Z")));
  }

  /** The same, by this clock. */
  public static Freezes none(InstantSource clock) {
    return on(new InMemoryFreezeStore(), clock);
  }

  /** What is in this store. */
  public static Freezes on(FreezeStore store, InstantSource clock) {
    Freezes freezes = new Freezes(store, Hints.NONE, clock);
    freezes.load();
    return freezes;
  }
}
