package io.muster.store;

import java.time.Duration;

/** Whether the store takes writes. */
public sealed interface StoreHealth {

  /** It does. */
  record Up() implements StoreHealth {}

  /**
   * It did, and is away now: what is in memory serves on, changes by operators are refused.
   *
   * @param reason for people: what is wrong and where
   * @param lasting since it was last known to answer
   */
  record Degraded(String reason, Duration lasting) implements StoreHealth {}

  /**
   * It does not.
   *
   * @param reason for people: what is wrong and where
   */
  record Down(String reason) implements StoreHealth {}
}
