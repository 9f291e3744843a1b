package io.muster.redaction;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Tells by its name whether a setting holds a secret. Thread-safe.
 *
 * <p>A key is compared in snake case: `clientSecret`, `client-secret` and `Client.Secret` are all
 * `client_secret`. It is tried alone and behind the key that contains it, so that `key` under `api`
 * is `api_key`.
 */
public final class SecretKeys {

  /** What a name ends in whose value only leads to the secret, or measures it. */
  private static final String LEADS =
      "files?|filename|paths?|dir|directory|urls?|uris?|endpoints?|types?|ttl|timeout|expiry"
          + "|expiration|length|size|enabled|disabled|names?|refs?|reference|limits?|counts?|rate"
          + "|budget|interval|period|age|per_(second|minute|hour|day)|algorithm|format|prefix"
          + "|scopes?|issuer|audience|version|mode|claim|field|attribute|env|namespace|uid"
          + "|policy|providers?|managers?|stores?|backend|engine|strategy|methods?|kind|source"
          + "|location|hosts?|ports?|status|description|domain";

  /** Tokens that are counted, as language models do. */
  private static final String COUNTED =
      "(max|min|num|total|prompt|completion|input|output|generated|cached)_tokens?(_.*)?";

  /** Lists of names of headers, not of their values. */
  private static final String NAMED_HEADERS =
      "(allow|allowed|expose|exposed|include|included|exclude|excluded|forward|forwarded|trusted"
          + "|capture|captured|drop|keep|ignore|ignored)_headers";

  /**
   * The default rule: one of the words, as a whole word of the key, unless the key ends in a word
   * that says that the value only leads to the secret (`token_file`, `secretRef`).
   */
  public static final String DEFAULT =
      "^(?!(.*_)?("
          + LEADS
          + ")$)(?!(.*_)?"
          + COUNTED
          + "$)(?!(.*_)?"
          + NAMED_HEADERS
          + "$)(.*_)?([a-z0-9]*(password|passwd|passphrase|passcode|secret|token|apikey|pwd)s?[0-9]*"
          + "|(require|db|user|smtp|proxy|key|store)?pass|[a-z0-9]*pw|credentials?|authorization|bearer"
          + "|cookies?|dsn|psk|community|key_pem|passkey|masterauth"
          + "|(api|app|access|account|private|signing|encryption|decryption|shared|master|session"
          + "|license|ingest|ingestion|insert|write|client|auth|agent|instrumentation|integration"
          + "|storage|hmac|crypto|cipher|cert|certificate|security|admin|deploy|ssh|tls|ssl|mtls"
          + "|aes|rsa|jwt|fernet|unseal|subscription|consumer|customer|enrollment|enrolment"
          + "|registration|sdk|webhook|secondary)_?keys?"
          + "|signature|connection_?string|honeycomb_team|(?:headers(?=$))|headers_list(?=$))(_.*)?$";

  /** Names whose value is a secret if it is a single one: what is below is something else. */
  private static final Pattern SINGLE = Pattern.compile("(.*_)?(.+_auth|sas|salt|pin|otp|jwt|pat)");

  /** Names that mean nothing without the one above them. */
  private static final Pattern LEADING = Pattern.compile(".*_(" + LEADS + ")");

  private static final Pattern HEADER = Pattern.compile("(.*_)?header");

  private static final Pattern HEADERS = Pattern.compile("(.*_)?headers?(_list)?");

  /** Ends of names of which a number may be the secret itself. */
  private static final Pattern ENDS_SECRET =
      Pattern.compile(
          "(.*_)?([a-z0-9]*(password|passwd|passphrase|passcode|secret|token|pwd)[0-9]*|pass|pin"
              + "|otp|psk|community|key|code|value|text|string|auth|salt|pat|credential)");

  /** Keys of something, which are secrets if they look as if a machine had made them. */
  private static final Pattern KEY =
      Pattern.compile("(?!(.*_)?(public|verification|host|partition|sort)_key)(.*_)?key");

  private static final Set<String> KINDS_OF_AUTH =
      Set.of("none", "basic", "bearer", "digest", "plain", "login", "oauth2", "token", "mtls");

  /** By the default rule; for what is recognised by its form whatever the setting says. */
  static final SecretKeys BUILT_IN = new SecretKeys(DEFAULT);

  /** Longer keys are not names of settings. */
  private static final int MAX_KEY = 128;

  /** Keys whose verdict is remembered; configs repeat the same few. */
  private static final int MAX_REMEMBERED = 4_096;

  private final Pattern pattern;
  private final boolean builtIn;
  private final Map<String, Boolean> verdicts = new ConcurrentHashMap<>();

  /**
   * Keys in which the regular expression is found.
   *
   * @throws IllegalArgumentException if it is no regular expression, saying where
   */
  public SecretKeys(String regex) {
    try {
      pattern = Pattern.compile(regex);
      builtIn = regex.equals(DEFAULT);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "the rule for secret keys is no regular expression: " + e.getMessage(), e);
    }
  }

  /** Whether a value under this key is a secret. */
  public boolean match(String key) {
    return match("", key);
  }

  /**
   * Whether a value under this key is a secret, be it a single one or many.
   *
   * @param parent the key that the mapping is the value of; empty if there is none
   */
  boolean match(String parent, String key) {
    if (key.isEmpty() || key.length() > MAX_KEY || parent.length() > MAX_KEY) {
      return false;
    }
    return verdict(key)
        || (!parent.isEmpty()
            // The name of a component says nothing of its settings, a reference is none either.
            && parent.indexOf('/') < 0
            && !LEADING.matcher(snakeCase(parent)).matches()
            && verdict(parent + "_" + key));
  }

  /** Whether a single value under this key is a secret. */
  boolean match(String parent, String key, String value) {
    if (match(parent, key)) {
      return !harmlessNumber(key, value);
    }
    if (!builtIn || key.isEmpty() || key.length() > MAX_KEY) {
      return false;
    }
    String snake = snakeCase(key);
    return SINGLE.matcher(snake).matches() && !kindOfAuth(value)
        || snake.equals("auth") && value.indexOf(':') > 0
        || KEY.matcher(snake).matches() && SecretText.madeByMachine(value);
  }

  /** Whether the key is of one header, which may be given as a mapping. */
  static boolean header(String key) {
    return key.length() <= MAX_KEY && HEADER.matcher(snakeCase(key)).matches();
  }

  /** Whether the key is one of headers, each of which may be a secret. */
  static boolean headers(String key) {
    return key.length() <= MAX_KEY && HEADERS.matcher(snakeCase(key)).matches();
  }

  /** Whether this says how somebody is authenticated, and not by what. */
  static boolean kindOfAuth(String value) {
    return KINDS_OF_AUTH.contains(value.toLowerCase(Locale.ROOT));
  }

  /** Whether what is under this key, within something secret, leads to a secret and is none. */
  static boolean leads(String key) {
    return key.length() <= MAX_KEY && LEADING.matcher(snakeCase(key)).matches();
  }

  /** A number or a time under a name that does not end in the secret: `token_refresh: 5m`. */
  private static boolean harmlessNumber(String key, String value) {
    return Numbers.measure(value) && !ENDS_SECRET.matcher(snakeCase(key)).matches();
  }

  private boolean verdict(String key) {
    Boolean known = verdicts.get(key);
    if (known != null) {
      return known;
    }
    boolean verdict = pattern.matcher(snakeCase(key)).find();
    if (verdicts.size() < MAX_REMEMBERED) {
      verdicts.put(key, verdict);
    }
    return verdict;
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
