package io.muster.redaction;

import java.util.regex.Pattern;

/**
 * Secrets that are recognised by their own form, wherever they stand: in URLs, behind `Bearer` and
 * `Basic`, assigned in connection strings, beside a name in JSON and OTTL, private keys in PEM.
 * Here the replacement has no brackets, so that the text around it still parses. Linear time.
 */
final class SecretText {

  /** Stands for a whole value. */
  static final String VALUE = "[REDACTED]";

  /** Stands for a part of a value. */
  static final String PART = "REDACTED";

  /** What people write in the place of a secret. */
  private static final Pattern MASK =
      Pattern.compile("(?i)[^a-z0-9]*(?:(?:redacted|masked|hidden|removed|x{3,64})[^a-z0-9]*)?");

  private static final Pattern REFERENCE =
      Pattern.compile(
          "\\$\\{(?!yaml:|https?:)(?:[A-Za-z][A-Za-z0-9+.-]{0,31}:)?[A-Za-z0-9_./@#-]{1,512}\\}");

  private static final Pattern NOTHING_BUT_SCHEMES =
      Pattern.compile("(?i)[\\s:;,/@.\"'_-]*(?:(?:bearer|basic|token|apikey)[\\s:;,/@.\"'_-]*)?");

  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/=]{6,128}");

  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String PRIVATE_KEY = "PRIVATE KEY-----";
  private static final String PGP_KEY = "PRIVATE KEY BLOCK-----";

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
    if (result.contains(END)) {
      result = endOfKey(result);
    }
    result = SecretLiterals.redact(result);
    result = SecretQuotes.redact(result);
    result = SecretUrls.redact(result);
    result = SecretShapes.schemes(result, value);
    result = SecretAssignments.redact(result, value);
    return SecretShapes.keys(result);
  }

  /** Whether this stands for what was taken out, as `***` does. */
  static boolean mask(String value) {
    return value.length() <= 256 && MASK.matcher(value).matches();
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
          && (text.startsWith(PRIVATE_KEY, head - PRIVATE_KEY.length())
              || text.startsWith(PGP_KEY, head - PGP_KEY.length()))) {
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

  /** The rest of a key of which the beginning was cut off: its lines end with the mark. */
  private static String endOfKey(String text) {
    int end = text.indexOf(END);
    int head = text.indexOf("-----", end + END.length());
    if (head < 0
        || head - end > 80
        || !text.startsWith(PRIVATE_KEY, head + 5 - PRIVATE_KEY.length())) {
      return text;
    }
    int start = end;
    while (start > 0) {
      int line = text.lastIndexOf('\n', start - 2) + 1;
      String content = text.substring(line, start).strip();
      if (content.length() < 6 || !BASE64.matcher(content).matches()) {
        break;
      }
      start = line;
    }
    return start == end ? text : text.substring(0, start) + PART + "\n" + text.substring(end);
  }

  /** Letters and digits, as few words of prose have. */
  static boolean mixed(String word) {
    return looksRandom(word)
        || (word.length() >= 5
            && word.chars().anyMatch(Character::isDigit)
            && word.chars().anyMatch(Character::isLetter));
  }

  /** As keys are that somebody was given, and no name that people give: long, with many digits. */
  static boolean madeByMachine(String value) {
    int end = value.indexOf(':') < 0 ? value.length() : value.indexOf(':');
    int digits = 0;
    int letters = 0;
    for (int i = 0; i < end; i++) {
      char c = value.charAt(i);
      boolean digit = c >= '0' && c <= '9';
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
      if (!digit && !letter && "+/=_-".indexOf(c) < 0) {
        return false;
      }
      digits += digit ? 1 : 0;
      letters += letter ? 1 : 0;
    }
    return end >= 20 && digits >= 4 && letters >= 4;
  }

  static boolean looksRandom(String word) {
    return word.length() >= 8
        && word.chars().anyMatch(c -> Character.isDigit(c) || Character.isUpperCase(c));
  }
}
