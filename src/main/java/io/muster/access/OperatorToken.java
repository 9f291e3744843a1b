package io.muster.access;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * A secret that proves who an operator is. Never logged: {@link #toString} hides it.
 *
 * @param text what stands after "Bearer " in a request: printable ASCII without spaces, 20 to 512
 *     characters
 */
public record OperatorToken(String text) {

  private static final int RANDOM_BYTES = 32;
  private static final Pattern VALID = Pattern.compile("[!-~]{20,512}");

  public OperatorToken {
    if (!VALID.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "an operator token has 20 to 512 printable ASCII characters and no spaces");
    }
  }

  /** A new token of 256 random bits. */
  public static OperatorToken random(SecureRandom random) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return new OperatorToken(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  @Override
  public String toString() {
    return "OperatorToken[hidden]";
  }
}
