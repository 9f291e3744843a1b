package io.muster.cli.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Whom `--ca FILE` trusts: those in the file, and nobody else. */
final class Authorities {

  private static final int MOST_BYTES = 4 << 20;

  private static final String MEANT =
      ": expected the certificates of those who may issue the server's, in PEM"
          + " (-----BEGIN CERTIFICATE-----)";

  private Authorities() {}

  /**
   * TLS that trusts the certificates in a file.
   *
   * @throws Unreachable if there are none; the message shows nothing of the file
   */
  static SSLContext context(Path file) throws Unreachable {
    Collection<? extends Certificate> certificates = read(file);
    try {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      int number = 0;
      for (Certificate each : certificates) {
        trusted.setCertificateEntry("authority-" + number++, each);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new Unreachable("--ca " + file + " cannot be used" + MEANT);
    }
  }

  private static Collection<? extends Certificate> read(Path file) throws Unreachable {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(MOST_BYTES);
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(content));
      if (certificates.isEmpty()) {
        throw new Unreachable("--ca " + file + " holds no certificate" + MEANT);
      }
      return certificates;
    } catch (IOException e) {
      throw new Unreachable("--ca " + file + ": " + FileProblem.reason(e));
    } catch (CertificateException e) {
      throw new Unreachable("--ca " + file + " holds no certificate" + MEANT);
    }
  }
}
