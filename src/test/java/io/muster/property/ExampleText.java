package io.muster.property;

import java.util.HexFormat;

/** How values of an example are shown: invisible characters written out, and not without end. */
final class ExampleText {

  private static final int LONGEST = 2_000;

  private ExampleText() {}

  static String of(Object value) {
    return switch (value) {
      case byte[] bytes -> bytes.length + " bytes " + cut(HexFormat.of().formatHex(bytes));
      case CharSequence text -> cut(quoted(text));
      default -> cut(String.valueOf(value));
    };
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }

  private static String quoted(CharSequence text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.chars()
        .forEach(c -> {
          if (c == '"' || c == '\\') {
            quoted.append('\\').append((char) c);
          } else if (c >= ' ' && c < 0x7f) {
            quoted.append((char) c);
          } else {
            quoted.append("\\u").append(HexFormat.of().toHexDigits((char) c));
          }
        });
    return quoted.append('"').toString();
  }
}
