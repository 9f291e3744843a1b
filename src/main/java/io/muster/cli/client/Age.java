package io.muster.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * How long ago things were, as people say it.
 *
 * @param now what it is counted from
 */
record Age(Instant now) {

  private static final long SECONDS_UNTIL = 120;
  private static final long MINUTES_UNTIL = 120;
  private static final long HOURS_UNTIL = 48;

  static Age fromNow() {
    return new Age(InstantSource.system().instant());
  }

  /** `12s`, `5m`, `3h`, `12d`; `-` if there is no time. */
  String of(JsonNode time) {
    Instant then = instant(time);
    return then == null ? "-" : of(then);
  }

  String of(Instant then) {
    Duration age = Duration.between(then, now);
    // Clocks of two machines differ
    long seconds = Math.max(0, age.toSeconds());
    if (seconds < SECONDS_UNTIL) {
      return seconds + "s";
    }
    if (age.toMinutes() < MINUTES_UNTIL) {
      return age.toMinutes() + "m";
    }
    return age.toHours() < HOURS_UNTIL ? age.toHours() + "h" : age.toDays() + "d";
  }

  /** The time and how long ago it was. */
  String both(JsonNode time) {
    Instant then = instant(time);
    return then == null ? "-" : toTheSecond(time) + " (" + of(then) + " ago)";
  }

  static String toTheSecond(JsonNode time) {
    return time.asText().replaceAll("\\.\\d+Z$", "Z");
  }

  static @Nullable Instant instant(JsonNode time) {
    try {
      return time.isTextual() ? Instant.parse(time.asText()) : null;
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
