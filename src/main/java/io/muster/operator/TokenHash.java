package io.muster.operator;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The SHA-256 of a token. A token is 256 random bits, which nobody can try out: a slow hash, which
 * protects words that people think of, would only make each request slow. Comparison takes the same
 * time wherever the difference is.
 */
public final class TokenHash {

  /** Bytes of one. */
  public static final int LENGTH = 32;

  private final byte[] bytes;

  private TokenHash(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Of a token as it was sent: anything. */
  public static TokenHash of(String token) {
    try {
      return new TokenHash(
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** As it is stored. */
  public static TokenHash ofBytes(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException(
          "the hash of a token has " + LENGTH + " bytes, not " + bytes.length);
    }
    return new TokenHash(bytes.clone());
  }

  /** What is stored. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TokenHash hash && MessageDigest.isEqual(bytes, hash.bytes);
  }

  /** The first bytes, which say nothing of a token that is not known anyway. */
  @Override
  public int hashCode() {
    return (bytes[0] & 0xff) << 24
        | (bytes[1] & 0xff) << 16
        | (bytes[2] & 0xff) << 8
        | (bytes[3] & 0xff);
  }

  @Override
  public String toString() {
    return "TokenHash[" + HexFormat.of().formatHex(bytes, 0, 4) + "…]";
  }
}
