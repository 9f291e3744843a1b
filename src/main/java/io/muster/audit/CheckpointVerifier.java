package io.muster.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The public half of a {@link CheckpointKey}, by which anybody checks checkpoints. */
public final class CheckpointVerifier {

  /** Bytes of an Ed25519 key. */
  static final int KEY_BYTES = 32;

  private static final String ALGORITHM = "Ed25519";
  private static final byte ED25519 = 1;

  /** What X.509 says before the bytes of an Ed25519 key (RFC 8410). */
  private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private final String name;
  private final byte[] raw;
  private final PublicKey key;

  private CheckpointVerifier(String name, byte[] raw, PublicKey key) {
    this.name = name;
    this.raw = raw;
    this.key = key;
  }

  /**
   * The key of the log of this name.
   *
   * @param raw its 32 bytes
   */
  public static CheckpointVerifier of(String name, byte[] raw) {
    if (raw.length != KEY_BYTES) {
      throw new IllegalArgumentException("an Ed25519 key has 32 bytes, not " + raw.length);
    }
    byte[] encoded =
        ByteBuffer.allocate(X509_PREFIX.length + KEY_BYTES).put(X509_PREFIX).put(raw).array();
    try {
      return new CheckpointVerifier(
          name,
          raw.clone(),
          KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded)));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("this is no Ed25519 key", e);
    }
  }

  /**
   * From {@code name+id+key}, as {@link #toString} writes it.
   *
   * @throws IllegalArgumentException if it is none, or its id is another key's
   */
  public static CheckpointVerifier parse(String text) {
    String[] parts = text.strip().split("\\+", 3);
    try {
      byte[] typed = parts.length == 3 ? Base64.getDecoder().decode(parts[2]) : new byte[0];
      if (typed.length == KEY_BYTES + 1 && typed[0] == ED25519) {
        CheckpointVerifier read = of(parts[0], Arrays.copyOfRange(typed, 1, typed.length));
        if (read.toString().equals(text.strip())) {
          return read;
        }
      }
    } catch (IllegalArgumentException e) {
      // Not Base64, or not on the curve: refused below.
    }
    throw new IllegalArgumentException(
        "'" + text.strip() + "' is no key of an audit log, expected NAME+ID+KEY");
  }

  /** The name of the log. */
  public String name() {
    return name;
  }

  /** The 32 bytes. */
  public byte[] raw() {
    return raw.clone();
  }

  /** What a signature begins with. */
  int id() {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(name.getBytes(StandardCharsets.UTF_8));
      sha.update((byte) '\n');
      sha.update(ED25519);
      return ByteBuffer.wrap(sha.digest(raw)).getInt();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * The checkpoint of a signed note.
   *
   * @throws IllegalArgumentException if it is none, or this key has not signed it
   */
  public Checkpoint open(String note) {
    int end = note.indexOf("\n\n");
    if (end < 0) {
      throw new IllegalArgumentException("this is no signed checkpoint: it has no signature");
    }
    String text = note.substring(0, end + 1);
    if (note.substring(end + 2).lines().noneMatch(line -> signs(line, text))) {
      throw new IllegalArgumentException(
          "this checkpoint is not signed by the key of '" + name + "' that was given");
    }
    return Checkpoint.parse(text);
  }

  private boolean signs(String line, String text) {
    String[] parts = line.split(" ", -1);
    if (parts.length != 3 || !parts[0].equals("—") || !parts[1].equals(name)) {
      return false;
    }
    try {
      byte[] all = Base64.getDecoder().decode(parts[2]);
      if (all.length <= Integer.BYTES || ByteBuffer.wrap(all).getInt() != id()) {
        return false;
      }
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(key);
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return signature.verify(all, Integer.BYTES, all.length - Integer.BYTES);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      return false; // A signature of another form is none of this key's.
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CheckpointVerifier verifier
        && name.equals(verifier.name)
        && Arrays.equals(raw, verifier.raw);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(raw);
  }

  /** {@code name+id+key}. */
  @Override
  public String toString() {
    byte[] typed = ByteBuffer.allocate(KEY_BYTES + 1).put(ED25519).put(raw).array();
    return "%s+%08x+%s".formatted(name, id(), Base64.getEncoder().encodeToString(typed));
  }
}
