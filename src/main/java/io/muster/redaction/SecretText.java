package io.muster.redaction;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Secrets that are recognised by their own form, wherever they stand: user-info in URLs,
 * credentials behind `Bearer` and `Basic`, `password=…` in connection strings, private keys in PEM.
 * Here the replacement has no brackets, so that the text around it still parses. Linear time.
 */
final class SecretText {

  /** Stands for a whole value. */
  static final String VALUE = "[REDACTED]";

  /** Stands for a part of a value. */
  static final String PART = "REDACTED";

  private static final Pattern SCHEME =
      Pattern.compile(
          "(?i)(?<![a-z0-9])(bearer|basic)[ \\t]+([^\\s\"'$\\\\,;{}\\[\\]()<>`]{1,8192})");

  private static final Pattern ASSIGNMENT =
      Pattern.compile(
          "(?i)(?<![a-z0-9])((?:[a-z0-9]{1,32}[_-]){0,4}(?:password|passwd|pwd|secret|token|api[_-]?key"
              + "|access[_-]?key|accountkey|sharedaccesskey|signature|sig))="
              + "([a-z0-9._~+/%@!:*^-][a-z0-9._~+/%@!$:=*^-]{0,8191})");

  private static final Pattern REFERENCE =
      Pattern.compile(
          "\\$\\{(?!yaml:|https?:)(?:[A-Za-z][A-Za-z0-9+.-]{0,31}:)?[A-Za-z0-9_./@#-]{1,512}\\}");

  private static final Pattern NOTHING_BUT_SCHEMES =
      Pattern.compile("(?i)[\\s:;,/@.\"'_-]*(?:(?:bearer|basic|token|apikey)[\\s:;,/@.\"'_-]*)?");

  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String PRIVATE_KEY = "PRIVATE KEY-----";

  private SecretText() {}

  /**
   * Replaces the secrets in a text.
   *
   * @param value whether the text is known to be a value; elsewhere, as in comments, plain words
   *     behind `Basic` and `Bearer` are words
   */
  static String redact(String text, boolean value) {
    String result = text;
    if (result.contains(BEGIN)) {
      result = privateKeys(result);
    }
    if (result.contains("://")) {
      result = userInfo(result);
    }
    result = schemes(result, value);
    return result.indexOf('=') < 0 ? result : assignments(result);
  }

  /** Whether a value under a secret key may be shown: it is empty, a switch, or a reference. */
  static boolean harmless(String value) {
    String text = value.strip();
    switch (text) {
      case "",
          "~",
          "null",
          "Null",
          "NULL",
          "true",
          "True",
          "TRUE",
          "false",
          "False",
          "FALSE",
          VALUE,
          PART -> {
        return true;
      }
      default -> {
        if (text.length() > 4_096 || !text.contains("${")) {
          return false;
        }
        String rest = REFERENCE.matcher(text).replaceAll("");
        return rest.length() < text.length() && NOTHING_BUT_SCHEMES.matcher(rest).matches();
      }
    }
  }

  private static String privateKeys(String text) {
    StringBuilder result = new StringBuilder(text.length());
    int done = 0;
    int begin = text.indexOf(BEGIN);
    while (begin >= 0) {
      int label = begin + BEGIN.length();
      int headEnd = text.indexOf("-----", label);
      int head = headEnd < 0 ? -1 : headEnd + 5;
      if (head > 0
          && head - begin < 80
          && text.startsWith(PRIVATE_KEY, head - PRIVATE_KEY.length())) {
        int end = text.indexOf(END, head);
        // Without an end the rest of the text may all be key.
        int tail = end < 0 ? text.length() : end;
        result.append(text, done, head).append(PART);
        done = tail;
        begin = text.indexOf(BEGIN, tail);
      } else {
        begin = text.indexOf(BEGIN, label);
      }
    }
    return result.append(text, done, text.length()).toString();
  }

  private static String userInfo(String text) {
    StringBuilder result = new StringBuilder(text.length());
    int done = 0;
    for (int at = text.indexOf("://"); at >= 0; at = text.indexOf("://", at + 3)) {
      int start = at + 3;
      int last = -1;
      int i = start;
      while (i < text.length() && !endsAuthority(text.charAt(i))) {
        if (text.charAt(i) == '@') {
          last = i;
        }
        i++;
      }
      boolean scheme = at > 0 && Character.isLetterOrDigit(text.charAt(at - 1));
      if (scheme && last > start && !harmless(text.substring(start, last))) {
        result.append(text, done, start).append(PART);
        done = last;
      }
    }
    return result.append(text, done, text.length()).toString();
  }

  private static boolean endsAuthority(char c) {
    return c == '/' || c == '?' || c == '#' || c == '"' || c == '\'' || c <= ' ';
  }

  private static String schemes(String text, boolean value) {
    Matcher matcher = SCHEME.matcher(text);
    StringBuilder result = new StringBuilder(text.length());
    int done = 0;
    while (matcher.find()) {
      String credential = matcher.group(2);
      if (!credential.equals(PART) && (value || looksRandom(credential))) {
        result.append(text, done, matcher.start(2)).append(PART);
        done = matcher.end(2);
      }
    }
    return done == 0 ? text : result.append(text, done, text.length()).toString();
  }

  private static boolean looksRandom(String word) {
    return word.length() >= 8
        && word.chars().anyMatch(c -> Character.isDigit(c) || Character.isUpperCase(c));
  }

  private static String assignments(String text) {
    Matcher matcher = ASSIGNMENT.matcher(text);
    StringBuilder result = new StringBuilder(text.length());
    int done = 0;
    while (matcher.find()) {
      if (!matcher.group(2).equals(PART)) {
        result.append(text, done, matcher.start(2)).append(PART);
        done = matcher.end(2);
      }
    }
    return done == 0 ? text : result.append(text, done, text.length()).toString();
  }
}
