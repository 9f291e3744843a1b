package io.muster.operator;

import java.time.Duration;

/** How long somebody asks a token to live. */
public sealed interface LifetimeWish {

  /** It is not to expire: that must be said. */
  record Never() implements LifetimeWish {}

  /** So long. */
  record For(Duration lifetime) implements LifetimeWish {}
}
