package io.muster.redaction;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Secrets that errors quote: `'password' expected type 'string', got …, value: 'x'`, `map[token:x]`
 * and `{Password:x}` as Go prints them, `invalid token "x"`. Linear time.
 */
final class SecretQuotes {

  /** A collector's reader names the key and quotes the value. */
  private static final Pattern VALUE_OF =
      Pattern.compile(
          "'([\\w.\\[\\]/-]{1,128})'[^'\\n]{1,64}'[^'\\n]{1,64}'[^'\\n]{1,64}'[^'\\n]{0,64}'"
              + ",? value: '([^'\\n]{1,4096})'");

  /** Within `map[…]` and `{…}`: what stands behind the colon goes up to a blank or the end. */
  private static final Pattern GO_FIELD =
      Pattern.compile("(?<=[\\[{ ])([A-Za-z][\\w.-]{0,127}):(?=[^\\s\\]}/])");

  /** `token "x"`, `password 'x'`. */
  private static final Pattern SAID =
      Pattern.compile(
          "(?i)\\b(?:password|passphrase|secret|token|credentials?|api[ _-]?key)[: ]{1,2}"
              + "([\"'`])([^\\s\"'`]{5,1024})\\1");

  private SecretQuotes() {}

  static String redact(String text) {
    String result = text.contains("value: '") ? values(text) : text;
    result = result.contains("map[") ? fields(result, "map[") : result;
    return said(result);
  }

  private static String values(String text) {
    Matcher matcher = VALUE_OF.matcher(text);
    Replacements result = new Replacements(text);
    while (matcher.find()) {
      String path = matcher.group(1).replace('[', '.').replace("]", "");
      if (secret(path, matcher.group(2)) && !SecretText.harmless(matcher.group(2))) {
        result.replace(matcher.start(2), matcher.end(2));
      }
    }
    return result.text();
  }

  /** Whether a part of the path has a secret below. */
  private static boolean secret(String path, String value) {
    for (String part : path.split("[./]")) {
      if (SecretKeys.BUILT_IN.match("", part, value) || SecretKeys.headers(part)) {
        return true;
      }
    }
    return false;
  }

  private static String fields(String text, String opening) {
    Matcher matcher = GO_FIELD.matcher(text);
    Replacements result = new Replacements(text);
    int from = text.indexOf(opening);
    while (matcher.find(from)) {
      int start = matcher.end();
      from = start;
      boolean headers = SecretKeys.headers(matcher.group(1));
      if (!headers && !SecretKeys.BUILT_IN.match("", matcher.group(1), "x")) {
        continue;
      }
      int end = fieldEnd(text, start);
      String value = text.substring(start, end);
      if (!SecretText.harmless(value)) {
        result.replace(start, end);
        from = end;
      }
    }
    return result.text();
  }

  /** A nested map or list goes with it; what has blanks ends where the next field begins. */
  private static int fieldEnd(String text, int start) {
    int depth = 0;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '[' || c == '{') {
        depth++;
      } else if (c == ']' || c == '}') {
        if (depth-- == 0) {
          return i;
        }
      } else if (c == '\n' || depth == 0 && c == ' ' && nextField(text, i + 1)) {
        return i;
      }
    }
    return text.length();
  }

  private static boolean nextField(String text, int from) {
    int i = from;
    while (i < text.length()
        && i - from < 128
        && (Character.isLetterOrDigit(text.charAt(i)) || "_.-".indexOf(text.charAt(i)) >= 0)) {
      i++;
    }
    return i > from && i < text.length() && text.charAt(i) == ':';
  }

  private static String said(String text) {
    if (text.indexOf('"') < 0 && text.indexOf('\'') < 0 && text.indexOf('`') < 0) {
      return text;
    }
    Matcher matcher = SAID.matcher(text);
    Replacements result = new Replacements(text);
    while (matcher.find()) {
      String value = matcher.group(2);
      if (SecretText.mixed(value)
          && !SecretText.harmless(value)
          && !value.equals(SecretText.PART)) {
        result.replace(matcher.start(2), matcher.end(2));
      }
    }
    return result.text();
  }
}
