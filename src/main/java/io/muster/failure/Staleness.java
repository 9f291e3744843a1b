package io.muster.failure;

import java.time.Duration;
import java.util.Optional;

/**
 * Whether what this server knows may be behind what is true elsewhere, because the store that it
 * shares with others is away. Thread-safe; never blocks.
 */
public interface Staleness {

  /** Since when the shared store has not answered; empty while it does, or if there is none. */
  Optional<Duration> behind();
}
