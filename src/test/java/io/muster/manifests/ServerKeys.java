package io.muster.manifests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The Secret of Infinispan's servers, made as docs/operate/kubernetes.md says, by keytool. */
final class ServerKeys {

  private static final String PASSWORD = "not-a-secret";

  private ServerKeys() {}

  /** The keys of the Secret, for a certificate of one name. */
  static Map<String, byte[]> make(Path folder, String name) throws Exception {
    Path keys = folder.resolve("server.p12");
    Path trust = folder.resolve("trust.p12");
    Path certificate = folder.resolve("server.pem");
    keytool(
        keys, "-genkeypair", "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "san=dns:" + name);
    keytool(keys, "-exportcert", "-rfc", "-file", certificate.toString());
    keytool(trust, "-importcert", "-noprompt", "-file", certificate.toString());
    byte[] password = PASSWORD.getBytes(StandardCharsets.UTF_8);
    Map<String, byte[]> secret = new LinkedHashMap<>();
    secret.put("password", "the-password-of-muster".getBytes(StandardCharsets.UTF_8));
    secret.put("server.p12", Files.readAllBytes(keys));
    secret.put("key-store-password", password);
    secret.put("trust.p12", Files.readAllBytes(trust));
    secret.put("trust-store-password", password);
    return secret;
  }

  private static void keytool(Path store, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-alias", "server", "-keystore", store.toString()));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(output);
    }
  }
}
