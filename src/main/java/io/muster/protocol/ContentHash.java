package io.muster.protocol;

import com.google.protobuf.ByteString;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A hash as it travels in OpAMP: opaque bytes, of any length where an agent chose it; empty means
 * "none". Equality is all that is asked of it.
 */
public record ContentHash(ByteString bytes) {

  /** No hash: what an agent reports that has nothing yet. */
  public static final ContentHash NONE = new ContentHash(ByteString.EMPTY);

  /** The SHA-256 of the given bytes. */
  public static ContentHash sha256(ByteString content) {
    MessageDigest digest = newSha256();
    content.asReadOnlyByteBufferList().forEach(digest::update);
    return of(digest);
  }

  /** The hash that a digest has come to. */
  public static ContentHash of(MessageDigest digest) {
    return new ContentHash(ByteString.copyFrom(digest.digest()));
  }

  /** For content that is never in memory as a whole. */
  public static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Reads the hexadecimal text.
   *
   * @throws IllegalArgumentException if the text is not hexadecimal
   */
  public static ContentHash parse(String hex) {
    return new ContentHash(ByteString.copyFrom(HexFormat.of().parseHex(hex)));
  }

  /** Whether this is no hash at all. */
  public boolean isEmpty() {
    return bytes.isEmpty();
  }

  /** Lower-case hexadecimal text; empty for none. */
  public String hex() {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  @Override
  public String toString() {
    return hex();
  }
}
