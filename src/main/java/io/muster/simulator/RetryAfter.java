package io.muster.simulator;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The header {@code Retry-After}, in seconds. */
final class RetryAfter {

  private RetryAfter() {}

  /** The wait asked for; nothing where there is none, or it is not a number of seconds. */
  static Duration read(@Nullable String header) {
    try {
      return header == null
          ? Duration.ZERO
          : Duration.ofSeconds(Math.max(0, Long.parseLong(header.strip())));
    } catch (NumberFormatException e) {
      return Duration.ZERO; // Dates are allowed too; no OpAMP server sends one.
    }
  }
}
