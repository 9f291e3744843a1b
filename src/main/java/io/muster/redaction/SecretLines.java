package io.muster.redaction;

import java.util.Set;

/**
 * Finds secrets line by line, for text that is not YAML: `key: value` and `key = value` anywhere in
 * a line, and whatever is indented below; `name: TOKEN` with a `value:` behind it. Rather redacts
 * too much than too little. Linear time.
 */
final class SecretLines {

  private static final int MAX_KEY = 128;

  /** Lines within which the value of a named setting follows. */
  private static final int NEAR = 3;

  private static final Set<String> NAMING = Set.of("name", "key", "header");

  /** Keys read before, by which others are judged. */
  private static final class Keys {
    private String last = "";

    /** The last one that something was below. */
    private String parent = "";

    /** For how many lines a `value:` is one of a secret. */
    private int named;

    private void line() {
      named = Math.max(0, named - 1);
    }
  }

  private final SecretKeys keys;

  SecretLines(SecretKeys keys) {
    this.keys = keys;
  }

  String redact(String text) {
    StringBuilder result = new StringBuilder(text.length());
    int block = -1; // Indentation of the secret key whose lines follow; -1 outside.
    Keys seen = new Keys();
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
          int secret = secretValue(text, first, end, seen);
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
  private int secretValue(String text, int start, int end, Keys seen) {
    seen.line();
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      boolean assigns =
          c == ':' || (c == '=' && isNot(text, i - 1, "=!<>~") && isNot(text, i + 1, "=~"));
      if (!assigns) {
        continue;
      }
      String key = keyBefore(text, start, i);
      boolean value = key.equals("value") && (seen.named > 0 || SecretKeys.headers(seen.parent));
      if (value || keys.match(seen.last, key, "x") || keys.match(seen.parent, key, "x")) {
        return skipSpace(text, i + 1, end);
      }
      if (!key.isEmpty()) {
        seen.last = key;
        int behind = skipSpace(text, i + 1, end);
        seen.parent = behind == end || text.charAt(behind) == '{' ? key : seen.parent;
        seen.named =
            NAMING.contains(key) && keys.match(wordAfter(text, i + 1, end)) ? NEAR : seen.named;
      }
    }
    return -1;
  }

  private static int skipSpace(String text, int from, int end) {
    int at = from;
    while (at < end && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
    return at;
  }

  private static String wordAfter(String text, int from, int end) {
    int start = from;
    while (start < end && isQuoteOrSpace(text.charAt(start))) {
      start++;
    }
    int to = start;
    while (to < end && to - start < MAX_KEY && isKeyPart(text.charAt(to))) {
      to++;
    }
    return text.substring(start, to);
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
