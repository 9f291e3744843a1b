package io.muster.redaction;

/**
 * Finds secrets line by line, for text that is not YAML: `key: value` and `key = value` anywhere in
 * a line, and whatever is indented below. Rather redacts too much than too little. Linear time.
 */
final class SecretLines {

  private static final int MAX_KEY = 128;

  private final SecretKeys keys;

  SecretLines(SecretKeys keys) {
    this.keys = keys;
  }

  String redact(String text) {
    StringBuilder result = new StringBuilder(text.length());
    int block = -1; // Indentation of the secret key whose lines follow; -1 outside.
    for (int start = 0; start < text.length(); ) {
      int newline = text.indexOf('\n', start);
      int next = newline < 0 ? text.length() : newline + 1;
      int end = newline < 0 ? text.length() : newline;
      if (end > start && text.charAt(end - 1) == '\r') {
        end--;
      }
      int first = start;
      while (first < end && (text.charAt(first) == ' ' || text.charAt(first) == '\t')) {
        first++;
      }
      int indent = first - start;
      if (first < end) {
        if (block >= 0 && (indent > block || (indent == block && text.startsWith("- ", first)))) {
          result.append(text, start, first).append(SecretText.VALUE);
        } else {
          int secret = secretValue(text, first, end);
          block = secret < 0 ? -1 : indent;
          line(text, start, secret, end, result);
        }
      } else {
        result.append(text, start, end);
      }
      result.append(text, end, next);
      start = next;
    }
    return SecretText.redact(result.toString(), true);
  }

  /** Where the value of the first secret key of the line starts; -1 if there is none. */
  private int secretValue(String text, int start, int end) {
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      boolean assigns =
          c == ':' || (c == '=' && isNot(text, i - 1, "=!<>~") && isNot(text, i + 1, "=~"));
      if (assigns && keys.match(keyBefore(text, start, i))) {
        int value = i + 1;
        while (value < end && (text.charAt(value) == ' ' || text.charAt(value) == '\t')) {
          value++;
        }
        return value;
      }
    }
    return -1;
  }

  private static boolean isNot(String text, int index, String characters) {
    return index < 0 || index >= text.length() || characters.indexOf(text.charAt(index)) < 0;
  }

  private static String keyBefore(String text, int start, int end) {
    int to = end;
    while (to > start && isQuoteOrSpace(text.charAt(to - 1))) {
      to--;
    }
    int from = to;
    while (from > start && to - from < MAX_KEY && isKeyPart(text.charAt(from - 1))) {
      from--;
    }
    return text.substring(from, to);
  }

  private static boolean isQuoteOrSpace(char c) {
    return c == '"' || c == '\'' || c == ' ' || c == '\t';
  }

  private static boolean isKeyPart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.';
  }

  private static void line(String text, int start, int secret, int end, StringBuilder result) {
    if (secret < 0 || SecretText.harmless(text.substring(secret, end))) {
      result.append(text, start, end);
      return;
    }
    // To the end of the line: where a value ends is unknown in a text that is not understood.
    result.append(text, start, secret).append(SecretText.VALUE);
  }
}
