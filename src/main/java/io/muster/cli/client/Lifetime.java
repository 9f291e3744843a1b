package io.muster.cli.client;

import io.muster.cli.Durations;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads how long a token is to live, {@code 90d}, {@code 12h}, {@code never}, as the API has it.
 */
final class Lifetime implements ITypeConverter<String> {

  private static final String NEVER = "never";
  private static final Pattern DAYS = Pattern.compile("(\\d{1,6})d");

  @Override
  public String convert(String text) {
    return text.equals(NEVER) ? NEVER : duration(text, "90d, 12h or never").toString();
  }

  private static Duration duration(String text, String expected) {
    Matcher days = DAYS.matcher(text);
    if (days.matches()) {
      return Duration.ofDays(Long.parseLong(days.group(1)));
    }
    try {
      return new Durations().convert(text);
    } catch (TypeConversionException e) {
      throw new TypeConversionException("'" + text + "' is no lifetime: write " + expected);
    }
  }

  /** A time that is not forever. */
  static final class Overlap implements ITypeConverter<String> {

    @Override
    public String convert(String text) {
      return duration(text, "24h or 7d").toString();
    }
  }
}
