package io.muster.session.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A certificate chain and its key as they are in two PEM files, read and checked as a pair.
 *
 * @param chain the server's certificate first
 * @param key RSA or EC; a secret
 */
record TlsFiles(List<X509Certificate> chain, PrivateKey key) {

  TlsFiles {
    chain = List.copyOf(chain);
  }

  /** The server's own. */
  X509Certificate certificate() {
    return chain.getFirst();
  }

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----([^-]*)-----END");

  /**
   * Reads both files.
   *
   * @throws InvalidFiles saying which file is wrong, how, and what to do
   */
  static TlsFiles read(Path chainFile, Path keyFile) throws InvalidFiles {
    List<X509Certificate> chain = chain(text(chainFile), chainFile);
    PublicKey publicKey = chain.getFirst().getPublicKey();
    PrivateKey key = privateKey(text(keyFile), keyFile, publicKey.getAlgorithm());
    if (!belong(publicKey, key)) {
      throw new InvalidFiles(
          "the key in " + keyFile + " is not that of the first certificate in " + chainFile, null);
    }
    return new TlsFiles(chain, key);
  }

  /** Files that cannot be used. */
  static final class InvalidFiles extends Exception {

    private static final long serialVersionUID = 1;

    InvalidFiles(String message, @org.jspecify.annotations.Nullable Throwable cause) {
      super(message, cause);
    }
  }

  private static String text(Path file) throws InvalidFiles {
    try {
      return Files.readString(file, StandardCharsets.US_ASCII);
    } catch (NoSuchFileException e) {
      throw new InvalidFiles(file + " cannot be read: there is no such file", e);
    } catch (AccessDeniedException e) {
      throw new InvalidFiles(file + " cannot be read: this user may not", e);
    } catch (IOException e) {
      throw new InvalidFiles(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static List<X509Certificate> chain(String pem, Path file) throws InvalidFiles {
    try {
      List<X509Certificate> chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (chain.isEmpty()) {
        throw new InvalidFiles(file + " has no certificate in it: PEM is expected", null);
      }
      return chain;
    } catch (GeneralSecurityException e) {
      throw new InvalidFiles(file + " is no chain of certificates in PEM: " + e.getMessage(), e);
    }
  }

  private static PrivateKey privateKey(String pem, Path file, String algorithm)
      throws InvalidFiles {
    Matcher found = KEY.matcher(pem);
    if (!found.find()) {
      throw new InvalidFiles(file + " has no private key in it: PEM is expected", null);
    }
    if (!found.group(1).equals("PRIVATE KEY")) {
      throw new InvalidFiles(
          file
              + " has the key as \""
              + found.group(1)
              + "\", PKCS #8 without encryption is expected: openssl pkcs8 -topk8 -nocrypt -in "
              + file
              + " -out <new file> converts it",
          null);
    }
    if (!algorithm.equals("RSA") && !algorithm.equals("EC")) {
      throw new InvalidFiles(
          "the certificate has a key of kind " + algorithm + ": RSA and EC are supported", null);
    }
    try {
      return KeyFactory.getInstance(algorithm)
          .generatePrivate(new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(found.group(2))));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // The message may repeat parts of the key.
      throw new InvalidFiles(file + " holds no valid " + algorithm + " key", null);
    }
  }

  /** Signs with one and verifies with the other. */
  private static boolean belong(PublicKey publicKey, PrivateKey key) {
    try {
      Signature signature =
          Signature.getInstance(
              key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
      signature.initSign(key);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "TlsFiles[" + certificate().getSubjectX500Principal() + "]";
  }
}
