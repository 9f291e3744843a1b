package io.muster.redaction;

import java.util.Locale;
import java.util.Set;
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
          + KeyName.LEADS
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

  /** Of these the default rule has one in each of its words: far cheaper to look for. */
  static final String[] PARTS = {
    "pass",
    "secret",
    "token",
    "key",
    "pw",
    "auth",
    "credential",
    "bearer",
    "cookie",
    "dsn",
    "psk",
    "community",
    "signature",
    "connection",
    "honeycomb",
    "headers"
  };

  private static final Set<String> KINDS_OF_AUTH =
      Set.of("none", "basic", "bearer", "digest", "plain", "login", "oauth2", "token", "mtls");

  /** By the default rule; for what is recognised by its form whatever the setting says. */
  static final SecretKeys BUILT_IN = new SecretKeys(DEFAULT);

  /** Longer keys are not names of settings. */
  private static final int MAX_KEY = 128;

  private final Pattern pattern;
  private final boolean builtIn;
  private final Remembered<Boolean> verdicts;

  /**
   * Keys in which the regular expression is found.
   *
   * @throws IllegalArgumentException if it is no regular expression, saying where
   */
  public SecretKeys(String regex) {
    try {
      pattern = Pattern.compile(regex);
      builtIn = regex.equals(DEFAULT);
      verdicts = new Remembered<>(key -> find(KeyName.of(key).snake()));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "the rule for secret keys is no regular expression: " + e.getMessage(), e);
    }
  }

  /** Of how many keys it is remembered what they are. */
  int remembered() {
    return verdicts.size();
  }

  private boolean find(String snake) {
    return (!builtIn || anyOf(PARTS, snake)) && pattern.matcher(snake).find();
  }

  private static boolean anyOf(String[] parts, String text) {
    for (String part : parts) {
      if (text.contains(part)) {
        return true;
      }
    }
    return false;
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
    return verdicts.of(key)
        || (!parent.isEmpty()
            // The name of a component says nothing of its settings, a reference is none either.
            && parent.indexOf('/') < 0
            && !KeyName.of(parent).leads()
            && verdicts.of(parent + "_" + key));
  }

  /** Whether a single value under this key is a secret. */
  boolean match(String parent, String key, String value) {
    if (match(parent, key)) {
      return !harmlessNumber(key, value);
    }
    if (!builtIn || key.isEmpty() || key.length() > MAX_KEY) {
      return false;
    }
    KeyName name = KeyName.of(key);
    return name.single() && !kindOfAuth(value)
        || name.snake().equals("auth") && value.indexOf(':') > 0
        || name.keyOfSomething() && SecretText.madeByMachine(value);
  }

  /** Whether the key is of one header, which may be given as a mapping. */
  static boolean header(String key) {
    return key.length() <= MAX_KEY && KeyName.of(key).header();
  }

  /** Whether the key is one of headers, each of which may be a secret. */
  static boolean headers(String key) {
    return key.length() <= MAX_KEY && KeyName.of(key).headers();
  }

  /** Whether this says how somebody is authenticated, and not by what. */
  static boolean kindOfAuth(String value) {
    return KINDS_OF_AUTH.contains(value.toLowerCase(Locale.ROOT));
  }

  /** Whether what is under this key, within something secret, leads to a secret and is none. */
  static boolean leads(String key) {
    return key.length() <= MAX_KEY && KeyName.of(key).leads();
  }

  /** A number or a time under a name that does not end in the secret: `token_refresh: 5m`. */
  private static boolean harmlessNumber(String key, String value) {
    return Numbers.measure(value) && !KeyName.of(key).endsInSecret();
  }
}
