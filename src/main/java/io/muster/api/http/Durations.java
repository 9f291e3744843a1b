package io.muster.api.http;

import java.time.Duration;
import java.time.format.DateTimeParseException;

/** Durations as people write them in bodies. */
public final class Durations {

  private Durations() {}

  public static Duration parse(String field, String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException e) {
      throw Refusal.badRequest(
          field + " is '" + text + "', expected a duration of ISO 8601, as PT10M or P1D");
    }
  }
}
