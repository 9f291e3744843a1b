package io.muster.redaction;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Secrets that stand in quotes beside the name of a setting in quotes: JSON within a value, and
 * OTTL: `set(attributes["password"], "…")`, `attributes["token"] == "…"`. Linear time.
 */
final class SecretLiterals {

  private static final String QUOTE = "(\\\\{0,3}\"|''|')";
  private static final String NAME = "([A-Za-z][\\w.\\-]{0,127})";

  /** `"password": "…"`, `["password"] == "…"`. */
  private static final Pattern BESIDE =
      Pattern.compile(
          QUOTE
              + NAME
              + "\\1(?:\\s{0,8}:\\s{0,8}|\\]\\s{0,4}[!=]=\\s{0,4})"
              + "(?:\\1|([0-9][\\w.-]{0,63}))");

  /** `set(…["password"], `: what follows, up to the closing bracket, is put there. */
  private static final Pattern SET =
      Pattern.compile(
          "\\b(?:set|append|HasPrefix|HasSuffix|ContainsValue|(replace_[a-z_]{1,24}))\\(\\s{0,4}[\\w.]{1,64}((?:\\[[^\\[\\](),]{1,140}\\]){1,4})\\s{0,4},");

  /** `"…" == attributes["token"]`: the literal stands before. */
  private static final Pattern COMPARED_WITH =
      Pattern.compile("[!=]=\\s{0,4}[A-Za-z][\\w.]{0,63}((?:\\[[^\\[\\](),]{1,140}\\]){1,4})");

  /** Longer literals are not looked at for where they begin. */
  private static final int MAX_BEFORE = 4_096;

  private static final Pattern INDEX = Pattern.compile("\\[" + QUOTE + NAME + "\\1\\]");

  private SecretLiterals() {}

  static String redact(String text) {
    if (text.indexOf('"') < 0 && text.indexOf('\'') < 0) {
      return text;
    }
    String result = beside(text);
    result = result.contains("=") && result.contains("[") ? compared(result) : result;
    return result.contains("(") ? set(result) : result;
  }

  private static String beside(String text) {
    Matcher matcher = SecretShapes.at(BESIDE, text);
    Replacements result = new Replacements(text);
    for (int from = 0; from < text.length(); from++) {
      char c = text.charAt(from);
      if (c != '"' && c != '\'' && c != '\\' || !matcher.region(from, text.length()).lookingAt()) {
        continue;
      }
      from = matcher.end(2) - 1;
      String number = matcher.group(3);
      int start = number == null ? matcher.end() : matcher.start(3);
      int end = number == null ? closing(text, start, matcher.group(1)) : matcher.end(3);
      String value = end < 0 ? "" : text.substring(start, end);
      if (end < 0
          || !SecretKeys.BUILT_IN.match("", matcher.group(2), value)
          || SecretText.harmless(value)
          || SecretText.mask(value)) {
        continue;
      }
      String quote = number == null ? "" : matcher.group(1);
      result.replace(start, end, quote + SecretText.PART + quote);
      from = end - 1;
    }
    return result.text();
  }

  private static String compared(String text) {
    Matcher matcher = COMPARED_WITH.matcher(text);
    Replacements result = new Replacements(text);
    while (matcher.find()) {
      int end = matcher.start() - 1;
      while (end > result.done() && text.charAt(end) == ' ') {
        end--;
      }
      if (end <= result.done() || text.charAt(end) != '"' || !secretIndex(matcher.group(1))) {
        continue;
      }
      String quote = quoteAt(text, end);
      int close = end - quote.length() + 1;
      int open = text.lastIndexOf(quote, close - 1);
      int start = open + quote.length();
      if (open < result.done() || end - open > MAX_BEFORE) {
        continue;
      }
      String value = text.substring(start, close);
      if (!SecretText.harmless(value) && !SecretText.mask(value)) {
        result.replace(start, close);
      }
    }
    return result.text();
  }

  private static boolean secretIndex(String path) {
    Matcher index = INDEX.matcher(path);
    boolean secret = false;
    while (index.find()) {
      secret |= SecretKeys.BUILT_IN.match("", index.group(2), "x");
    }
    return secret;
  }

  private static String set(String text) {
    Matcher matcher = SET.matcher(text);
    Replacements result = new Replacements(text);
    int from = 0;
    while (matcher.find(from)) {
      from = matcher.end();
      if (secretIndex(matcher.group(2))) {
        int end = argumentsEnd(text, from);
        int first = matcher.group(1) == null ? from : lastLiteral(text, from, end);
        literals(text, first, end, result);
        from = Math.max(from, end);
      }
    }
    return result.text();
  }

  /** The closing bracket of the call in which this is. */
  private static int argumentsEnd(String text, int from) {
    int depth = 1;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        int end = closing(text, i + 1, quoteAt(text, i));
        i = end < 0 ? text.length() : end + quoteAt(text, i).length() - 1;
      } else if (c == '(') {
        depth++;
      } else if (c == ')' && --depth == 0) {
        return i;
      }
    }
    return text.length();
  }

  /** Of those that replace, the last is put there; the others are patterns. */
  private static int lastLiteral(String text, int from, int to) {
    int last = to;
    for (int i = text.indexOf('"', from); i >= 0 && i < to; i = text.indexOf('"', i + 1)) {
      String quote = quoteAt(text, i);
      int end = closing(text, i + 1, quote);
      if (end < 0) {
        return to;
      }
      // `$1` is a part of what was there.
      last = text.substring(i + 1, end).contains("$") ? to : i;
      i = end + quote.length() - 1;
    }
    return last;
  }

  /** Replaces literals that are no index of a path. */
  private static void literals(String text, int from, int to, Replacements result) {
    for (int i = text.indexOf('"', from); i >= 0 && i < to; i = text.indexOf('"', i + 1)) {
      String quote = quoteAt(text, i);
      int open = i - quote.length() + 1;
      int end = closing(text, i + 1, quote);
      if (end < 0) {
        return;
      }
      String value = text.substring(i + 1, end);
      boolean index =
          open > 1
              && text.charAt(open - 1) == '['
              && (Character.isLetterOrDigit(text.charAt(open - 2)) || text.charAt(open - 2) == ']');
      if (!index && !SecretText.harmless(value) && !SecretText.mask(value)) {
        result.replace(i + 1, end);
      }
      i = end + quote.length() - 1;
    }
  }

  /** The quote with the backslashes before it, as text in double quotes has them. */
  private static String quoteAt(String text, int at) {
    int start = at;
    while (start > 0 && at - start < 3 && text.charAt(start - 1) == '\\') {
      start--;
    }
    return text.substring(start, at + 1);
  }

  /** Where the closing quote of this kind begins: one with more backslashes is within. */
  private static int closing(String text, int from, String quote) {
    int backslashes = quote.length() - 1;
    boolean single = quote.charAt(quote.length() - 1) == '\'';
    for (int at = text.indexOf(quote, from);
        at >= 0;
        at = text.indexOf(quote, at + quote.length())) {
      int behind = at + (single ? 0 : backslashes);
      int count = 0;
      while (!single && behind - count > from && text.charAt(behind - count - 1) == '\\') {
        count++;
      }
      if (single || count == backslashes || backslashes == 0 && count % 2 == 0) {
        return at;
      }
    }
    return -1;
  }
}
