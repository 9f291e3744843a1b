package io.muster.config;

import io.muster.failure.InvalidInput;
import java.util.regex.Pattern;

/**
 * The rule for names of configs and targets: DNS labels of lower-case letters, digits and '-', each
 * at most 63 characters, joined by '.', at most 253 in all. Such names survive URLs, file names and
 * Kubernetes objects unescaped.
 */
public final class ConfigName {

  /** Most characters of a name. */
  public static final int MAX = 253;

  private static final Pattern NAME =
      Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

  private ConfigName() {}

  /**
   * Answers the name if it follows the rule.
   *
   * @param what the kind of thing that is named, for the message: "config", "target"
   * @throws InvalidInput with a message for people if it does not
   */
  public static String check(String what, String name) {
    // The length first: the pattern backtracks, and a name may come from a URL of any length.
    if (name.isEmpty() || name.length() > MAX || !NAME.matcher(name).matches()) {
      throw new InvalidInput(
          what
              + " name '"
              + (name.length() > MAX ? name.substring(0, 60) + "…" : name)
              + "' is not valid: use lower-case letters, digits and '-', a letter or digit at both"
              + " ends, at most 63 characters between dots and "
              + MAX
              + " in all");
    }
    return name;
  }
}
