package io.muster.redaction;

/** Values that measure something: numbers and times, as `4096`, `0.5`, `1m30s`. */
final class Numbers {

  private static final int MAX = 24;

  private Numbers() {}

  static boolean measure(String value) {
    if (value.isEmpty() || value.length() > MAX) {
      return false;
    }
    boolean digits = false;
    for (int i = 0; i < value.length(); ) {
      char c = value.charAt(i);
      if (c >= '0' && c <= '9') {
        digits = true;
        i++;
      } else if (c == '.' || (c == '-' && i == 0)) {
        i++;
      } else {
        int unit = digits ? unit(value, i) : 0;
        if (unit == 0) {
          return false;
        }
        i += unit;
      }
    }
    return digits;
  }

  /** Whether it is a number of so few digits that it can hardly be a secret. */
  static boolean few(String value) {
    return value.length() <= 5 && !value.isEmpty() && value.chars().allMatch(Character::isDigit);
  }

  private static int unit(String value, int at) {
    for (String unit :
        new String[] {"ms", "us", "ns", "s", "m", "h", "d", "KiB", "MiB", "GiB", "%"}) {
      if (value.startsWith(unit, at)) {
        return unit.length();
      }
    }
    return 0;
  }
}
