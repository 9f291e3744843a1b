package io.muster.operator;

import io.muster.failure.InvalidInput;
import java.util.regex.Pattern;

/** Names of operators and of their tokens. */
public final class OperatorName {

  /** Most characters of one. */
  public static final int MAX = 63;

  /** Whoever has the token of the data folder, who is in histories from before there were names. */
  public static final String BOOTSTRAP = "operator";

  /** Lower case only: "Ada" and "ada" would be two to a computer, and one to people. */
  private static final Pattern VALID = Pattern.compile("[a-z0-9]([a-z0-9._@+-]{0,61}[a-z0-9])?");

  private OperatorName() {}

  /**
   * Refuses what is no name.
   *
   * @param what it is the name of, for the message
   */
  public static String check(String what, String name) {
    if (!VALID.matcher(name).matches()) {
      throw new InvalidInput(
          "'"
              + (name.length() > MAX ? name.substring(0, MAX) + "…" : name)
              + "' is no name of "
              + (what.startsWith("o") ? "an " : "a ")
              + what
              + ": 1 to "
              + MAX
              + " lower case letters, digits and . _ @ + -, with a letter or digit at both ends");
    }
    return name;
  }
}
