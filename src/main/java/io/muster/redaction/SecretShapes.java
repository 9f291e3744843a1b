package io.muster.redaction;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keys that tell by their beginning whose they are, and what stands behind `Bearer` and its like.
 * The patterns are asked only where one of them may begin: to ask them at every character of a long
 * text takes ten times as long. Linear time.
 */
final class SecretShapes {

  private static final Pattern SCHEME =
      Pattern.compile(
          "(?i)(bearer|basic|splunk|apikey|api-key|api-token|secret-key)["
              + " \\t]+([^\\s\"'$\\\\,;{}\\[\\]()<>`]{1,8192})");

  /** All of a value, in which the ends of its lines are spaces. */
  private static final Pattern CREDENTIAL =
      Pattern.compile("(?i)\\s*(?:bearer|basic)\\s+([^\\s$]{1,8192})\\s*");

  private static final Pattern SHAPE =
      Pattern.compile(
          "muster_op_[A-Za-z0-9]{16,255}"
              + "|gh[pousr]_[A-Za-z0-9]{16,255}|github_pat_[A-Za-z0-9_]{16,255}"
              + "|glpat-[A-Za-z0-9_-]{16,255}|xox[a-z]-[A-Za-z0-9-]{10,255}"
              + "|A[KS]IA[A-Z0-9]{16}|AIza[A-Za-z0-9_-]{30,64}|dt0[a-z]\\d\\d\\.[A-Z0-9.]{20,255}"
              + "|NRAK-[A-Z0-9]{20,64}|hv[bsr]\\.[A-Za-z0-9_-]{20,255}|sk-[A-Za-z0-9_-]{20,255}"
              + "|[0-9a-fA-Fu]{30,40}NRAL|[sr]k_(?:live|test)_[A-Za-z0-9]{16,255}"
              + "|SG\\.[A-Za-z0-9_-]{16,64}\\.[A-Za-z0-9_-]{16,64}|xapp-[A-Za-z0-9-]{10,255}"
              + "|gl[a-z]{2,5}-[A-Za-z0-9_.-]{20,255}|(?:npm|hf|glsa|glc|sntrys|sntryu|shpat|hcaik"
              + "|hcxik|hcaic|pul|dop_v1|rpa|lin_api)_[A-Za-z0-9_+/=.-]{20,1024}"
              + "|dapi[0-9a-f]{32}|pypi-[A-Za-z0-9_-]{16,255}|AGE-SECRET-KEY-1[A-Z0-9]{20,128}"
              + "|(?:bot)?[0-9]{8,10}:AA[A-Za-z0-9_-]{33}"
              + "|LS0tLS1CRUdJTi(?!BDRVJU|BQVUJM)[A-Za-z0-9+/=]{20,16384}"
              + "|eyJ[A-Za-z0-9_-]{8,4096}\\.[A-Za-z0-9_-]{8,8192}\\.[A-Za-z0-9_-]{4,2048}");

  /** What a key of such a shape begins with. */
  private static final String FIRST = "0123456789abcdefABCDEFugxNhsrSnplLm";

  /** No key of such a shape is shorter. */
  private static final int SHORTEST = 15;

  private SecretShapes() {}

  /**
   * Replaces what stands behind the name of a scheme.
   *
   * @param value whether the text is known to be a value, where anything behind `Basic` and
   *     `Bearer` is a credential
   */
  static String schemes(String text, boolean value) {
    Matcher matcher = at(SCHEME, text);
    Replacements result = new Replacements(text);
    for (int i = 0; i + 6 < text.length(); i++) {
      if (!schemeMayBegin(text, i) || !matcher.region(i, text.length()).lookingAt()) {
        continue;
      }
      String credential = matcher.group(2);
      boolean standard = lower(text.charAt(i)) == 'b';
      if (!credential.equals(SecretText.PART)
          && !SecretText.mask(credential)
          && (value && standard || SecretText.looksRandom(credential))) {
        result.replace(matcher.start(2), matcher.end(2));
      }
      i = matcher.end() - 1;
    }
    return result.text();
  }

  /** Whether a value is the name of a scheme and what stands behind it, be it on the next line. */
  static boolean credential(String value) {
    Matcher matcher = CREDENTIAL.matcher(value);
    return matcher.matches()
        && !matcher.group(1).equals(SecretText.PART)
        && !SecretText.mask(matcher.group(1));
  }

  private static boolean schemeMayBegin(String text, int at) {
    char second = lower(text.charAt(at + 1));
    boolean begins =
        switch (lower(text.charAt(at))) {
          case 'a' -> second == 'p';
          case 'b' -> second == 'a' || second == 'e';
          case 's' -> second == 'e' || second == 'p';
          default -> false;
        };
    return begins && (at == 0 || !letterOrDigit(text.charAt(at - 1)));
  }

  /** Replaces the keys. */
  static String keys(String text) {
    Matcher matcher = at(SHAPE, text);
    Replacements result = new Replacements(text);
    int end = 0; // Of the characters of keys, as far as they were looked at.
    for (int i = 0; i + SHORTEST <= text.length(); i++) {
      char before = i == 0 ? ' ' : text.charAt(i - 1);
      if (letterOrDigit(before) || before == '_' || FIRST.indexOf(text.charAt(i)) < 0) {
        continue;
      }
      end = Math.max(end, i);
      while (end < text.length() && end - i < SHORTEST && ofKey(text.charAt(end))) {
        end++;
      }
      if (end - i >= SHORTEST && matcher.region(i, text.length()).lookingAt()) {
        result.replace(i, matcher.end());
        i = matcher.end() - 1;
      }
    }
    return result.text();
  }

  private static boolean ofKey(char c) {
    return letterOrDigit(c) || "_-.:+/=".indexOf(c) >= 0;
  }

  private static boolean letterOrDigit(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
  }

  private static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
  }

  /** A matcher that sees what stands before the place from which it looks. */
  static Matcher at(Pattern pattern, String text) {
    return pattern.matcher(text).useTransparentBounds(true).useAnchoringBounds(false);
  }
}
