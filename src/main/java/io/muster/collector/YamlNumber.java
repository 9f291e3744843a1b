package io.muster.collector;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Numbers as YAML 1.1 and 1.2 have them (`0x10`, `0o17`, `0644`, `1_000`, `1e3`), and sizes in
 * bytes.
 */
final class YamlNumber {

  private static final int MAX_LENGTH = 40;

  /** A number of three digits is the highest exponent that a double has. */
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d{1,3})?");

  private static final Pattern OCTAL = Pattern.compile("[-+]?0[0-7]+");
  private static final Pattern OTHER_BASE = Pattern.compile("([-+]?)0([xob])([0-9a-fA-F]+)");
  private static final Pattern BYTES =
      Pattern.compile("(\\d+(?:\\.\\d+)?) ?([kmgtp])(i?)b?", Pattern.CASE_INSENSITIVE);
  private static final String PREFIXES = "kmgtp";

  private YamlNumber() {}

  /** Whether both are written numbers of one value. */
  static boolean same(String one, String other) {
    BigDecimal left = decimal(one);
    BigDecimal right = decimal(other);
    if (left != null && right != null) {
      // What was read as a float has lost digits when it is written again.
      return left.compareTo(right) == 0
          || ((hasFraction(one) || hasFraction(other))
              && Double.compare(left.doubleValue(), right.doubleValue()) == 0);
    }
    return false;
  }

  private static boolean hasFraction(String text) {
    return text.indexOf('.') >= 0 || text.indexOf('e') >= 0 || text.indexOf('E') >= 0;
  }

  /** The value; null if it is no number. */
  static @Nullable BigDecimal decimal(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      return null;
    }
    String plain = text.indexOf('_') > 0 ? text.replace("_", "") : text;
    Matcher based = OTHER_BASE.matcher(plain);
    try {
      if (based.matches()) {
        int base = based.group(2).equals("x") ? 16 : based.group(2).equals("o") ? 8 : 2;
        return new BigDecimal(new BigInteger(based.group(1) + based.group(3), base));
      }
    } catch (NumberFormatException e) {
      return null;
    }
    if (OCTAL.matcher(plain).matches()) {
      return new BigDecimal(new BigInteger(plain, 8));
    }
    return DECIMAL.matcher(plain).matches() ? new BigDecimal(plain) : null;
  }

  /** Whether a text is a size with a unit, as `10MiB`, and the other its number of bytes. */
  static boolean bytes(String text, String other) {
    Matcher size = BYTES.matcher(text);
    BigDecimal number = text.length() > MAX_LENGTH || !size.matches() ? null : decimal(other);
    if (number == null) {
      return false;
    }
    BigDecimal count = new BigDecimal(size.group(1));
    int power = PREFIXES.indexOf(size.group(2).toLowerCase(Locale.ROOT)) + 1;
    // Without an i some components mean 1000 and some 1024.
    return number.compareTo(count.multiply(BigDecimal.valueOf(1024).pow(power))) == 0
        || (size.group(3).isEmpty()
            && number.compareTo(count.multiply(BigDecimal.valueOf(1000).pow(power))) == 0);
  }
}
