package io.muster.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;

/**
 * A self-signed certificate for localhost and 127.0.0.1, made by the JDK's keytool.
 *
 * @param chain PEM
 * @param key PEM, PKCS #8
 */
public record TestCertificate(String chain, String key, X509Certificate certificate) {

  private static final char[] PASSWORD = "changeit".toCharArray();

  /** A new one; `EC` or `RSA`. */
  public static TestCertificate make(String algorithm) {
    try {
      Path folder = Files.createTempDirectory("certificate-");
      Path store = folder.resolve("store.p12");
      try {
        generate(store, algorithm);
        return read(store);
      } finally {
        Files.deleteIfExists(store);
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void generate(Path store, String algorithm) throws IOException {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                algorithm,
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD),
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (keytool.waitFor() != 0) {
        throw new IllegalStateException(output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static TestCertificate read(Path store) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    X509Certificate certificate = (X509Certificate) keys.getCertificate("server");
    return new TestCertificate(
        pem("CERTIFICATE", certificate.getEncoded()),
        pem("PRIVATE KEY", keys.getKey("server", PASSWORD).getEncoded()),
        certificate);
  }

  private static String pem(String type, byte[] content) {
    return "-----BEGIN "
        + type
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
        + "\n-----END "
        + type
        + "-----\n";
  }

  /** Writes `server.crt` and `server.key` there, each by rename. */
  public void write(Path folder) {
    try {
      for (var file : java.util.Map.of("server.crt", chain, "server.key", key).entrySet()) {
        Path temporary = folder.resolve(file.getKey() + ".new");
        Files.writeString(temporary, file.getValue());
        Files.move(
            temporary,
            folder.resolve(file.getKey()),
            java.nio.file.StandardCopyOption.REPLACE_EXISTING,
            java.nio.file.StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
