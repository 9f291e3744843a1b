package io.muster.operator;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.zip.CRC32;

/**
 * How the token of an operator is written: {@code muster_op_}, 43 letters and digits of 256 random
 * bits, and 6 of a CRC of all before. So a scanner of secrets knows one by its looks, and one that
 * lost a character is refused without asking anybody.
 */
public final class TokenText {

  /** What each begins with. */
  public static final String PREFIX = "muster_op_";

  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final int SECRET = 43;
  private static final int CHECKSUM = 6;
  private static final int LENGTH = PREFIX.length() + SECRET + CHECKSUM;
  private static final int RANDOM_BITS = 256;
  private static final BigInteger BASE = BigInteger.valueOf(DIGITS.length());

  private TokenText() {}

  /** A new one. */
  static String random(SecureRandom random) {
    String body = PREFIX + digits(new BigInteger(RANDOM_BITS, random), SECRET);
    return body + checksum(body);
  }

  /** Whether it is meant to be one, right or wrong. */
  public static boolean isMeant(String text) {
    return text.startsWith(PREFIX);
  }

  /** Whether it can be one: no character is missing or was mistyped. */
  public static boolean isWhole(String text) {
    return text.length() == LENGTH
        && isMeant(text)
        && text.substring(LENGTH - CHECKSUM).equals(checksum(text.substring(0, LENGTH - CHECKSUM)));
  }

  private static String checksum(String text) {
    CRC32 crc = new CRC32();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return digits(BigInteger.valueOf(crc.getValue()), CHECKSUM);
  }

  private static String digits(BigInteger number, int length) {
    char[] text = new char[length];
    BigInteger left = number;
    for (int i = length - 1; i >= 0; i--) {
      BigInteger[] parts = left.divideAndRemainder(BASE);
      text[i] = DIGITS.charAt(parts[1].intValue());
      left = parts[0];
    }
    return new String(text);
  }
}
