package io.muster.collector;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Durations as collectors read and write them: `90s`, `1m30s`, `1h0m0s`, `1.5h`, and `2d`. */
final class GoDuration {

  private static final int MAX_LENGTH = 40;

  /** Nanoseconds; days and longer are Prometheus' and others'. */
  private static final Map<String, Long> UNITS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "µs", 1_000L,
          "μs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L,
          "d", 86_400_000_000_000L,
          "w", 604_800_000_000_000L);

  private GoDuration() {}

  /** In nanoseconds; null if it is no duration with a unit. */
  static @Nullable BigInteger nanoseconds(String text) {
    if (text.length() < 2 || text.length() > MAX_LENGTH) {
      return null;
    }
    boolean negative = text.charAt(0) == '-';
    int at = negative || text.charAt(0) == '+' ? 1 : 0;
    BigDecimal sum = BigDecimal.ZERO;
    while (at < text.length()) {
      int unit = end(text, at, true);
      int next = end(text, unit, false);
      Long factor = UNITS.get(text.substring(unit, next));
      if (unit == at || factor == null) {
        return null;
      }
      try {
        sum =
            sum.add(new BigDecimal(text.substring(at, unit)).multiply(BigDecimal.valueOf(factor)));
      } catch (NumberFormatException e) {
        return null;
      }
      at = next;
    }
    return (negative ? sum.negate() : sum).toBigInteger();
  }

  /** Behind the digits, or behind what is none. */
  private static int end(String text, int from, boolean digits) {
    int at = from;
    while (at < text.length() && digits == isDigit(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isDigit(char c) {
    return c == '.' || (c >= '0' && c <= '9');
  }
}
