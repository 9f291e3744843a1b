package io.muster.connection;

import io.muster.failure.InvalidInput;
import java.util.regex.Pattern;

/** The rule for names of connection settings, which is that of targets. */
final class ConnectionName {

  private static final int MAX = 253;

  private static final Pattern NAME =
      Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*");

  private ConnectionName() {}

  static void check(String name) {
    // The length first: the pattern backtracks, and a name may come from a URL of any length.
    if (name.isEmpty() || name.length() > MAX || !NAME.matcher(name).matches()) {
      throw new InvalidInput(
          "the name '"
              + (name.length() > MAX ? name.substring(0, 60) + "…" : name)
              + "' of connection settings is not valid: use lower-case letters, digits and '-', a"
              + " letter or digit at both ends, at most 63 characters between dots and "
              + MAX
              + " in all");
    }
  }
}
