package io.muster.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** A SHA-256 of the Merkle tree (RFC 6962 §2.1): leaves and nodes are hashed apart. */
public final class Hash {

  /** Bytes of one. */
  public static final int BYTES = 32;

  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private final byte[] bytes;

  private Hash(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * One that was kept.
   *
   * @throws IllegalArgumentException if it has not {@value #BYTES} bytes
   */
  public static Hash of(byte[] kept) {
    if (kept.length != BYTES) {
      throw new IllegalArgumentException("a hash has " + kept.length + " bytes, expected " + BYTES);
    }
    return new Hash(kept.clone());
  }

  /** The hash of a leaf: of a line of the log, in UTF-8 and without its end. */
  public static Hash ofLeaf(String line) {
    MessageDigest sha = sha256();
    sha.update(LEAF);
    return new Hash(sha.digest(line.getBytes(StandardCharsets.UTF_8)));
  }

  /** The hash of a node above two. */
  public static Hash ofNode(Hash left, Hash right) {
    MessageDigest sha = sha256();
    sha.update(NODE);
    sha.update(left.bytes);
    return new Hash(sha.digest(right.bytes));
  }

  /** The root of a tree without leaves. */
  static Hash ofNothing() {
    return new Hash(sha256().digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Its bytes; a copy. */
  public byte[] toBytes() {
    return bytes.clone();
  }

  /** In Base64, as checkpoints and proofs have it. */
  public String base64() {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Hash hash && Arrays.equals(bytes, hash.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return base64();
  }
}
