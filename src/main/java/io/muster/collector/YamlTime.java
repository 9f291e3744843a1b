package io.muster.collector;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Dates and times as YAML 1.1 has them: `2024-01-01` is `2024-01-01T00:00:00Z`. */
final class YamlTime {

  private static final Pattern TIME =
      Pattern.compile(
          "(\\d{4})-(\\d{1,2})-(\\d{1,2})"
              + "(?:(?:[Tt]|[ \\t]+)(\\d{1,2}):(\\d{2}):(\\d{2})(?:[.,](\\d{1,9}))?"
              + "[ \\t]*(Z|z|[-+]\\d{1,2}(?::?\\d{2})?)?)?");
  private static final int MAX_LENGTH = 45;

  private YamlTime() {}

  static boolean same(String one, String other) {
    Instant left = instant(one);
    return left != null && left.equals(instant(other));
  }

  private static @Nullable Instant instant(String text) {
    if (text.length() < 8 || text.length() > MAX_LENGTH) {
      return null;
    }
    Matcher time = TIME.matcher(text);
    if (!time.matches()) {
      return null;
    }
    try {
      LocalDate date = LocalDate.of(number(time, 1), number(time, 2), number(time, 3));
      if (time.group(4) == null) {
        return date.atStartOfDay(ZoneOffset.UTC).toInstant();
      }
      String fraction = time.group(7) == null ? "" : time.group(7);
      int nanos = Integer.parseInt((fraction + "000000000").substring(0, 9));
      return OffsetDateTime.of(
              date,
              java.time.LocalTime.of(number(time, 4), number(time, 5), number(time, 6), nanos),
              zone(time.group(8)))
          .toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static int number(Matcher time, int group) {
    return Integer.parseInt(time.group(group));
  }

  private static ZoneOffset zone(@Nullable String text) {
    if (text == null || text.equalsIgnoreCase("z")) {
      return ZoneOffset.UTC;
    }
    String digits = text.substring(1).replace(":", "");
    String four =
        digits.length() <= 2
            ? "0".repeat(2 - digits.length()) + digits + "00"
            : "0".repeat(4 - digits.length()) + digits;
    return ZoneOffset.of(text.charAt(0) + four);
  }
}
