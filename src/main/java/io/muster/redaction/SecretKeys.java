package io.muster.redaction;

import java.util.Locale;
import java.util.Map;
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

  /**
   * The default rule: one of the words, as a whole word of the key, unless the key ends in a word
   * that says that the value only leads to the secret (`token_file`, `token_url`).
   */
  public static final String DEFAULT =
      "^(?!.*_(file|files|path|dir|url|uri|endpoint|type|ttl|timeout|expiry|length|enabled)$)"
          + "(.*_)?(pass|password|passwords|passwd|passphrase|pwd|htpasswd"
          + "|secret|secrets|token|tokens|credential|credentials"
          + "|authorization|bearer|cookie|dsn|psk|community|api_?keys?|app_?key|access_?keys?"
          + "|account_?key|private_?keys?|signing_?keys?|signature|encryption_?keys?|shared_?key"
          + "|master_?key|session_?key|license_?key|ingest(ion)?_?key|write_?key|key_pem"
          + "|connection_?string|honeycomb_team)(_.*)?$";

  /** Longer keys are not names of settings. */
  private static final int MAX_KEY = 128;

  /** Keys whose verdict is remembered; configs repeat the same few. */
  private static final int MAX_REMEMBERED = 4_096;

  private final Pattern pattern;
  private final Map<String, Boolean> verdicts = new ConcurrentHashMap<>();

  /**
   * Keys in which the regular expression is found.
   *
   * @throws IllegalArgumentException if it is no regular expression, saying where
   */
  public SecretKeys(String regex) {
    try {
      pattern = Pattern.compile(regex);
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
   * Whether a value under this key is a secret.
   *
   * @param parent the key that the mapping is the value of; empty if there is none
   */
  boolean match(String parent, String key) {
    if (key.isEmpty() || key.length() > MAX_KEY || parent.length() > MAX_KEY) {
      return false;
    }
    return verdict(key) || (!parent.isEmpty() && verdict(parent + "_" + key));
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
