package io.muster.redaction;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Secrets in URLs and in the names of data sources: user-info, whatever characters the password
 * has, and parts of a path that are keys, as those of webhooks. Linear time.
 */
final class SecretUrls {

  /** Longer names of hosts and users are none. */
  private static final int MAX_NAME = 512;

  /**
   * `user:password@` without a scheme, as in `user:password@tcp(host:3306)/db`; the password up to
   * the last at sign of the word. Not `image:tag@sha256:…`.
   */
  private static final Pattern WITHOUT_SCHEME =
      Pattern.compile(
          "(?<![\\w.%+/:@{$-])[\\w.%+-]{1,64}(?::(?!/)|/(?=[^\\s\"'`@]{1,256}@//))"
              + "([^\\s\"'`,;]{1,1024})@(?=[\\w\\[(/*])(?!sha256:)");

  /** `curl -u user:password`, also of a user without an at sign behind. */
  private static final Pattern USER_OPTION =
      Pattern.compile(
          "(?<![\\w-])(?:-u|--user|--proxy-user|-U)["
              + " =]{1,2}[\"']?[\\w.@+-]{1,64}:([^\\s\"'$]{1,1024})");

  private static final Pattern QUERY =
      Pattern.compile("[?&][\\w.-]{1,64}=([A-Za-z0-9_=%+/]{8,1024})(?![\\w.:-])");

  /** A part of a path behind which everything is a key. */
  private static final Pattern HOOK =
      Pattern.compile(
          "(?i)(in)?(web)?hooks?(b2)?|receiver|inputs?|bot|integration|catch|key|token");

  private static final Pattern HOST_OF_HOOKS =
      Pattern.compile(
          "(?i)(.*[.@])?(hooks?\\..*|.*webhook.*|hc-ping\\.com|nosnch\\.in|events\\.pagerduty\\.com)");

  private SecretUrls() {}

  static String redact(String text) {
    String result = text.contains("://") ? queries(schemes(text)) : text;
    result = result.contains("-u") || result.contains("-U") ? userOptions(result) : result;
    return result.indexOf('@') < 0 ? result : withoutScheme(result);
  }

  private static String schemes(String text) {
    Replacements result = new Replacements(text);
    for (int at = text.indexOf("://"); at >= 0; at = text.indexOf("://", at + 3)) {
      if (at == 0 || at < result.done() || !Character.isLetterOrDigit(text.charAt(at - 1))) {
        continue;
      }
      int start = at + 3;
      int end = wordEnd(text, start);
      int info = userInfo(text, start, end);
      if (info > start
          && !SecretText.harmless(text.substring(start, info))
          && !(text.startsWith("ssh", at - 3) && text.substring(start, info).indexOf(':') < 0)) {
        result.replace(start, info);
      }
      int path = authorityEnd(text, Math.max(start, info), end);
      if (!text.startsWith("file", at - 4)) {
        String host = text.substring(Math.max(start, info), Math.min(path, start + MAX_NAME));
        path(text, path, end, host, result);
      }
    }
    return result.text();
  }

  /** Where the at sign is behind which the host begins; -1 if there is no user-info. */
  private static int userInfo(String text, int start, int end) {
    int authority = authorityEnd(text, start, end);
    int at = text.lastIndexOf('@', authority - 1);
    int found = at >= start ? at : -1;
    int colon = text.indexOf(':', start);
    if (colon < 0 || colon >= authority || text.charAt(start) == '[') {
      return found;
    }
    if (found < 0 && port(text, colon + 1, authority)) {
      // A password may begin with digits and a slash, but then a host stands behind the at sign.
      int last = text.lastIndexOf('@', end - 1);
      return last > authority && host(text, last + 1, end) ? last : -1;
    }
    if (found < 0 || authority < end && text.charAt(authority) != '/') {
      // Passwords are often not encoded as they should be: `https://u:a/b#c@host`.
      int last = text.lastIndexOf('@', end - 1);
      return last >= start ? last : -1;
    }
    int last = text.lastIndexOf('@', end - 1);
    return last > authority && host(text, last + 1, end) ? last : found;
  }

  private static boolean port(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!Character.isDigit(text.charAt(i)) && ",:[]".indexOf(text.charAt(i)) < 0) {
        // Another host of a list: `h1:1,h2:2`.
        return text.lastIndexOf(',', i) >= from;
      }
    }
    return true;
  }

  /** Whether a host with a dot or a port stands here. */
  private static boolean host(String text, int from, int end) {
    boolean dot = false;
    for (int i = from; i < end; i++) {
      char c = text.charAt(i);
      if (c == ':' || c == '.') {
        dot = true;
      } else if (!Character.isLetterOrDigit(c) && c != '-') {
        return dot && i > from && (c == '/' || c == '?' || c == ',');
      }
    }
    return dot || text.startsWith("localhost", from);
  }

  private static int authorityEnd(String text, int start, int end) {
    int i = start;
    while (i < end && "/?#".indexOf(text.charAt(i)) < 0) {
      i++;
    }
    return i;
  }

  private static int wordEnd(String text, int start) {
    int i = start;
    while (i < text.length() && !endsWord(text.charAt(i))) {
      // The next URL of a list; its scheme goes with this word, which does no harm.
      if (text.startsWith("://", i)) {
        return i;
      }
      i++;
    }
    return i;
  }

  private static boolean endsWord(char c) {
    return c <= ' ' || c == '"' || c == '\'' || c == '`' || c == '<' || c == '>';
  }

  private static void path(String text, int from, int end, String host, Replacements result) {
    boolean hook = HOST_OF_HOOKS.matcher(host).matches();
    boolean keys = hook;
    int i = from;
    while (i < end && text.charAt(i) == '/') {
      int start = i + 1;
      int stop = start;
      while (stop < end && "/?#\\,;)]}".indexOf(text.charAt(stop)) < 0) {
        stop++;
      }
      String part = text.substring(start, Math.min(stop, start + MAX_NAME));
      boolean word = part.chars().allMatch(c -> c >= 'a' && c <= 'z' || c == '-' || c == '_');
      boolean version = part.length() <= 4 && part.startsWith("v");
      if (part.length() > 3 && part.startsWith("bot") && part.contains(":")
          || (keys && !word && !version && !part.equals(SecretText.PART))
          || random(part)) {
        if (!SecretText.harmless(part) && !part.contains("${")) {
          result.replace(start, stop);
        }
      }
      keys |= HOOK.matcher(part).matches();
      i = stop;
    }
  }

  /** `?x=aB3dE5gH`: what looks random and nothing else. */
  private static String queries(String text) {
    Matcher matcher = QUERY.matcher(text);
    Replacements result = new Replacements(text);
    while (matcher.find()) {
      String value = matcher.group(1);
      if (random(value) && !value.equals(SecretText.PART)) {
        result.replace(matcher.start(1), matcher.end(1));
      }
    }
    return result.text();
  }

  /** Letters of both kinds and digits, or many of one: no name that people give. */
  static boolean random(String part) {
    int upper = 0;
    int lower = 0;
    int digits = 0;
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      upper += c >= 'A' && c <= 'Z' ? 1 : 0;
      lower += c >= 'a' && c <= 'z' ? 1 : 0;
      digits += c >= '0' && c <= '9' ? 1 : 0;
      if (c == '$' || c == '{' || c == '%') {
        return false;
      }
    }
    boolean uuid = part.length() == 36 && part.charAt(8) == '-' && part.charAt(13) == '-';
    return !uuid
        && digits > 0
        && (upper > 0 && part.length() >= 8
            || upper + lower > 0
                && part.length() >= 20
                && part.indexOf('.') < 0
                && part.toLowerCase(Locale.ROOT).chars().filter(c -> c == '-').count() < 2);
  }

  private static String userOptions(String text) {
    Matcher matcher = USER_OPTION.matcher(text);
    Replacements result = new Replacements(text);
    while (matcher.find()) {
      if (!SecretText.harmless(matcher.group(1))) {
        result.replace(matcher.start(1), matcher.end(1));
      }
    }
    return result.text();
  }

  private static String withoutScheme(String text) {
    Matcher matcher = WITHOUT_SCHEME.matcher(text);
    Replacements result = new Replacements(text);
    while (matcher.find()) {
      String password = matcher.group(1);
      if (!SecretText.harmless(password) && !matcher.group().startsWith("mailto:")) {
        result.replace(matcher.start(1), matcher.end(1));
      }
    }
    return result.text();
  }
}
