package io.muster.cli;

import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations to wait for something: more than nothing. */
public final class PositiveDurations implements ITypeConverter<Duration> {

  private final Durations durations = new Durations();

  @Override
  public Duration convert(String text) {
    Duration duration = durations.convert(text);
    if (duration.isZero() || duration.isNegative()) {
      throw new TypeConversionException(
          "'" + text + "' is no time to wait: write 500ms, 30s, 5m or 1h30m");
    }
    return duration;
  }
}
