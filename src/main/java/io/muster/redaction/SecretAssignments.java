package io.muster.redaction;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Secrets that are assigned within a text: `password=…` in connection strings, query strings and
 * command lines, also in quotes, and `X-Api-Key: …`. Linear time.
 */
final class SecretAssignments {

  /** A name, and what assigns: the value stands behind. */
  private static final Pattern NAME =
      Pattern.compile(
          "((?i:shared access key|account key)|-{0,2}[A-Za-z][\\w.-]{0,63})"
              + "(?:([ \\t]{0,2}(?<![!<>=~])=(?![=~])[ \\t]{0,2}|(?<==[A-Z_]{1,64}):)"
              + "|(:[ \\t]{1,4})|([ \\t]{1,2}))");

  /** The first words of names of several words. */
  private static final Set<String> WORDS = Set.of("shared", "account");

  /** With its dashes, the longest name. */
  private static final int MAX_NAME = 66;

  /** In query strings and connection strings only. */
  private static final Set<String> SHORT = Set.of("sig", "code", "key", "pw", "auth", "apikey");

  /** Longer ones are not looked at for their closing quote, but end as words do. */
  private static final int MAX_QUOTED = 4_096;

  private SecretAssignments() {}

  /**
   * Replaces the values.
   *
   * @param value whether the text is known to be a value; elsewhere, as in comments, what stands
   *     behind a colon is taken for prose unless it looks random
   */
  static String redact(String text, boolean value) {
    if (text.indexOf('=') < 0 && text.indexOf(':') < 0 && text.indexOf("--") < 0) {
      return text;
    }
    Matcher matcher = SecretShapes.at(NAME, text);
    Replacements result = new Replacements(text);
    int from = nextName(text, 0);
    while (from >= 0) {
      boolean found = matcher.region(from, text.length()).lookingAt();
      int end = found ? assigned(text, matcher, value, result) : from + 1;
      from = nextName(text, end);
    }
    return result.text();
  }

  /** Replaces the value behind this name if it is a secret; where to go on. */
  private static int assigned(String text, Matcher matcher, boolean value, Replacements result) {
    String name = matcher.group(1);
    boolean equals = matcher.group(2) != null;
    boolean colon = matcher.group(3) != null;
    boolean option = name.startsWith("--");
    if (!equals && !colon && !option || !secret(text, matcher.start(), name, equals)) {
      return matcher.end(1);
    }
    int start = matcher.end();
    if (patternOrReference(text, start)) {
      return matcher.end(1);
    }
    boolean prose = colon && !value;
    int end = valueEnd(text, start, colon && !prose, equals);
    int quote = quoteLength(text, start, equals);
    int inner = start + quote;
    int last = quote > 0 && end - quote >= inner ? end - quote : end;
    String assigned = text.substring(inner, Math.max(inner, last));
    if (!SecretText.harmless(assigned)
        && !SecretText.mask(assigned)
        && (!prose || SecretText.mixed(assigned))) {
      result.replace(inner, last);
    }
    return end;
  }

  /**
   * Where a name may stand, from here on; -1 if nowhere. Nearly all words of a text are told from
   * names by what stands behind them: for them the pattern is not asked.
   */
  private static int nextName(String text, int from) {
    int i = from;
    while (i < text.length()) {
      if (i > 0 && ofName(text.charAt(i - 1)) || !ofName(text.charAt(i))) {
        i++;
        continue;
      }
      int end = i;
      while (end < text.length() && end - i <= MAX_NAME && ofName(text.charAt(end))) {
        end++;
      }
      if (end < text.length() && assignsOrNames(text, i, end)) {
        return i;
      }
      i = end;
    }
    return -1;
  }

  private static boolean assignsOrNames(String text, int start, int end) {
    char next = text.charAt(end);
    if (next == '=') {
      return true;
    }
    if (next == ':') {
      return blank(text, end + 1) || start > 0 && text.charAt(start - 1) == '=';
    }
    if (!blank(text, end)) {
      return false;
    }
    int behind = blank(text, end + 1) ? end + 2 : end + 1;
    return behind < text.length() && text.charAt(behind) == '='
        || text.startsWith("--", start)
        || WORDS.contains(text.substring(start, end).toLowerCase(Locale.ROOT));
  }

  private static boolean blank(String text, int at) {
    return at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t');
  }

  private static boolean ofName(char c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '_'
        || c == '.'
        || c == '-';
  }

  private static boolean secret(String text, int at, String name, boolean equals) {
    String key = name.startsWith("-") ? name.replaceFirst("^-+", "") : name;
    if (SecretKeys.BUILT_IN.match("", key, "x") && !SecretKeys.headers(key)) {
      return true;
    }
    char before = at == 0 ? ' ' : text.charAt(at - 1);
    return equals
        && (before == '?' || before == '&')
        && SHORT.contains(key.toLowerCase(Locale.ROOT));
  }

  /** A reference as `${env:X}`, or a pattern as `[^&]*`, of whatever length. */
  private static boolean patternOrReference(String text, int at) {
    return at >= text.length()
        || "[(<|$".indexOf(text.charAt(at)) >= 0
        || text.charAt(at) == '\\' && quoteLength(text, at, false) == 0
        || text.startsWith("%{", at);
  }

  /**
   * How many characters the quote has that stands here: `'`, `"`, `\"`, `''` within quotes, `{`.
   */
  private static int quoteLength(String text, int at, boolean braces) {
    if (at >= text.length()) {
      return 0;
    }
    char c = text.charAt(at);
    if (c == '{') {
      return !braces ? 0 : text.startsWith("{$", at) ? 0 : 1;
    }
    if (c == '\\' && at + 1 < text.length() && isQuote(text.charAt(at + 1))) {
      return 2;
    }
    if (!isQuote(c)) {
      return 0;
    }
    boolean doubled = c == '\'' && text.startsWith("''", at);
    return doubled ? 2 : 1;
  }

  private static boolean isQuote(char c) {
    return c == '"' || c == '\'';
  }

  private static int valueEnd(String text, int start, boolean colon, boolean braces) {
    int quote = quoteLength(text, start, braces);
    if (quote > 0) {
      String closing = text.charAt(start) == '{' ? "}" : text.substring(start, start + quote);
      int end = closing(text, start + quote, closing);
      if (end >= 0) {
        return end + quote;
      }
      if (closing.equals("''")) {
        return start + 2; // Empty.
      }
    }
    int i = start + quote;
    while (i < text.length() && !endsValue(text, i, colon)) {
      i++;
    }
    return i;
  }

  /** The closing quote; one behind a backslash, or doubled, is within. */
  private static int closing(String text, int from, String closing) {
    int line = from;
    while (line < text.length() && line - from < MAX_QUOTED && text.charAt(line) != '\n') {
      line++;
    }
    for (int at = text.indexOf(closing, from, line);
        at >= 0;
        at = text.indexOf(closing, at + closing.length(), line)) {
      boolean escaped = at > from && text.charAt(at - 1) == '\\';
      if (!escaped || closing.length() > 1 && closing.charAt(0) == '\\') {
        return at;
      }
    }
    return -1;
  }

  private static boolean endsValue(String text, int at, boolean colon) {
    char c = text.charAt(at);
    if (c < ' ' || isQuote(c) || c == '`') {
      return true;
    }
    if (c == '\\') {
      return at + 1 < text.length() && "\"'nrt".indexOf(text.charAt(at + 1)) >= 0;
    }
    if (colon) {
      // A header goes on to the end of its line: `Authorization: Custom abc`.
      return false;
    }
    if (c == ',') {
      return assigns(text, at + 1);
    }
    return c == ' ' || c == ';' || c == '&' || c == '}' || c == ']' || c == ')' || c == '>';
  }

  private static boolean assigns(String text, int from) {
    int i = from;
    while (i < text.length()
        && i - from < 64
        && (Character.isLetterOrDigit(text.charAt(i)) || " _-.".indexOf(text.charAt(i)) >= 0)) {
      i++;
    }
    return i > from && i < text.length() && (text.charAt(i) == '=' || text.charAt(i) == ':');
  }
}
