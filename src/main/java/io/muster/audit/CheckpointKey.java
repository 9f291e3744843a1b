package io.muster.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;

/**
 * The Ed25519 key that signs the checkpoints of a log, as a note's signer (C2SP signed-note). Its
 * private half never leaves {@link #sign} and the store.
 */
public final class CheckpointKey {

  private static final String ALGORITHM = "Ed25519";

  private final PrivateKey secret;
  private final CheckpointVerifier verifier;

  private CheckpointKey(PrivateKey secret, CheckpointVerifier verifier) {
    this.secret = secret;
    this.verifier = verifier;
  }

  /** A new key for the log of this name. */
  public static CheckpointKey generate(String name) {
    try {
      KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
      byte[] encoded = pair.getPublic().getEncoded();
      return new CheckpointKey(
          pair.getPrivate(),
          CheckpointVerifier.of(
              name,
              Arrays.copyOfRange(
                  encoded, encoded.length - CheckpointVerifier.KEY_BYTES, encoded.length)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java from 15 on has Ed25519", e);
    }
  }

  /**
   * A key that was kept.
   *
   * @param secret PKCS #8
   * @param raw the 32 bytes of the public half
   */
  public static CheckpointKey of(String name, byte[] secret, byte[] raw) {
    try {
      return new CheckpointKey(
          KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(secret)),
          CheckpointVerifier.of(name, raw));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("this is no Ed25519 key", e);
    }
  }

  /** The private half in PKCS #8: a secret. */
  public byte[] secret() {
    return secret.getEncoded();
  }

  /** The public half. */
  public CheckpointVerifier verifier() {
    return verifier;
  }

  /** A checkpoint of this log with its signature. */
  public String sign(Checkpoint checkpoint) {
    String text = checkpoint.text();
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(secret);
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      byte[] signed = signature.sign();
      byte[] all =
          ByteBuffer.allocate(Integer.BYTES + signed.length)
              .putInt(verifier.id())
              .put(signed)
              .array();
      return text + "\n— " + verifier.name() + " " + Base64.getEncoder().encodeToString(all) + "\n";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the key of the audit log cannot sign", e);
    }
  }
}
