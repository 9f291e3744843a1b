package io.muster.redaction;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The name of a setting in snake case, and what it says whatever the rule for secrets is.
 *
 * @param snake `clientSecret`, `client-secret` and `Client.Secret` are all `client_secret`
 * @param leads whether its value, within something secret, only leads to a secret or measures it
 * @param header whether it is of one header, which may be given as a mapping
 * @param headers whether it is of headers, each of which may be a secret
 * @param single whether its value is a secret if it is a single one
 * @param keyOfSomething whether its value is a secret if a machine has made it
 */
record KeyName(
    String snake,
    boolean leads,
    boolean header,
    boolean headers,
    boolean single,
    boolean keyOfSomething) {

  /** What a name ends in whose value only leads to the secret, or measures it. */
  static final String LEADS =
      "files?|filename|paths?|dir|directory|urls?|uris?|endpoints?|types?|ttl|timeout|expiry"
          + "|expiration|length|size|enabled|disabled|names?|refs?|reference|limits?|counts?|rate"
          + "|budget|interval|period|age|per_(second|minute|hour|day)|algorithm|format|prefix"
          + "|scopes?|issuer|audience|version|mode|claim|field|attribute|env|namespace|uid"
          + "|policy|providers?|managers?|stores?|backend|engine|strategy|methods?|kind|source"
          + "|location|hosts?|ports?|status|description|domain";

  /** Names that mean nothing without the one above them. */
  private static final Pattern LEADING = Pattern.compile(".*_(" + LEADS + ")");

  private static final Pattern HEADER = Pattern.compile("(.*_)?header");

  private static final Pattern HEADERS = Pattern.compile("(.*_)?headers?(_list)?");

  /** What is below such a name is something else. */
  private static final Pattern SINGLE = Pattern.compile("(.*_)?(.+_auth|sas|salt|pin|otp|jwt|pat)");

  private static final Pattern KEY =
      Pattern.compile("(?!(.*_)?(public|verification|host|partition|sort)_key)(.*_)?key");

  /** Ends of names of which a number may be the secret itself. */
  private static final Pattern ENDS_SECRET =
      Pattern.compile(
          "(.*_)?([a-z0-9]*(password|passwd|passphrase|passcode|secret|token|pwd)[0-9]*|pass|pin"
              + "|otp|psk|community|key|code|value|text|string|auth|salt|pat|credential)");

  private static final Remembered<KeyName> KNOWN = new Remembered<>(KeyName::read);

  /** What this key says. */
  static KeyName of(String key) {
    return KNOWN.of(key);
  }

  /** Whether a number under it may be the secret itself. */
  boolean endsInSecret() {
    return ENDS_SECRET.matcher(snake).matches();
  }

  private static KeyName read(String key) {
    String snake = snakeCase(key);
    boolean header = snake.contains("header");
    return new KeyName(
        snake,
        snake.indexOf('_') >= 0 && LEADING.matcher(snake).matches(),
        header && HEADER.matcher(snake).matches(),
        header && HEADERS.matcher(snake).matches(),
        SINGLE.matcher(snake).matches(),
        snake.endsWith("key") && KEY.matcher(snake).matches());
  }

  private static String snakeCase(String key) {
    StringBuilder snake = new StringBuilder(key.length() + 8);
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (!Character.isLetterOrDigit(c)) {
        snake.append('_');
        continue;
      }
      boolean hump = i > 0 && Character.isUpperCase(c) && Character.isLowerCase(key.charAt(i - 1));
      if (hump) {
        snake.append('_');
      }
      snake.append(c);
    }
    return snake.toString().toLowerCase(Locale.ROOT);
  }
}
