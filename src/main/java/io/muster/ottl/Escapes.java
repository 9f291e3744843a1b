package io.muster.ottl;

/** What stands between double quotes: the escapes of Go's strings. */
final class Escapes {

  private static final String SIMPLE = "abfnrtv\\\"";
  private static final String MEANING = "\u0007\b\f\n\r\t\u000b\\\"";

  private Escapes() {}

  /** What became of a text. */
  sealed interface Outcome {}

  /** What it stands for. */
  record Value(String text) implements Outcome {}

  /** An escape that is none; the place is that of its backslash. */
  record Wrong(int place, String message) implements Outcome {}

  /** Reads the part of a text from one place to before another. */
  static Outcome read(String text, int from, int to) {
    StringBuilder value = new StringBuilder(to - from);
    int i = from;
    while (i < to) {
      char c = text.charAt(i);
      if (c != '\\') {
        value.append(c);
        i++;
        continue;
      }
      char escape = text.charAt(i + 1);
      int simple = SIMPLE.indexOf(escape);
      if (simple >= 0) {
        value.append(MEANING.charAt(simple));
        i += 2;
        continue;
      }
      int digits = digits(escape);
      int first = i + (escape >= '0' && escape <= '7' ? 1 : 2);
      int code = digits == 0 || first + digits > to ? -1 : number(text, first, digits, escape);
      if (code < 0) {
        int end = text.offsetByCodePoints(i, 2);
        return new Wrong(i, "'" + text.substring(i, end) + "' is not an escape");
      }
      value.appendCodePoint(code);
      i = first + digits;
    }
    return new Value(value.toString());
  }

  private static int digits(char escape) {
    return switch (escape) {
      case 'x' -> 2;
      case 'u' -> 4;
      case 'U' -> 8;
      case '0', '1', '2', '3', '4', '5', '6', '7' -> 3;
      default -> 0;
    };
  }

  /** The code point, or -1. */
  private static int number(String text, int first, int digits, char escape) {
    boolean octal = escape >= '0' && escape <= '7';
    long code = 0;
    for (int i = first; i < first + digits; i++) {
      int digit = Character.digit(text.charAt(i), octal ? 8 : 16);
      if (digit < 0 || text.charAt(i) > 'f') {
        return -1;
      }
      code = code * (octal ? 8 : 16) + digit;
    }
    boolean unicode = escape == 'u' || escape == 'U';
    boolean surrogate = code >= 0xd800 && code <= 0xdfff;
    if (code > (unicode ? Character.MAX_CODE_POINT : 0xff) || surrogate) {
      return -1;
    }
    return (int) code;
  }
}
