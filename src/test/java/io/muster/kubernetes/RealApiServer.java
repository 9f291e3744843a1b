package io.muster.kubernetes;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;

/** A real kube-apiserver with etcd, of interop/kubernetes, if they were built before. */
final class RealApiServer implements AutoCloseable {

  private static final Path SCRIPTS = Path.of("interop", "kubernetes");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final Map<String, String> facts;
  private final HttpClient http;

  private RealApiServer(Process process, Map<String, String> facts) throws Exception {
    this.process = process;
    this.facts = facts;
    this.http = HttpClient.newBuilder().sslContext(trusting(Path.of(fact("CA")))).build();
  }

  /** Starts it in a folder; skips the test with a message if it was not built. */
  static RealApiServer start(Path folder) throws Exception {
    Path build = SCRIPTS.resolve("build.sh");
    assumeTrue(Files.exists(build), "there is no interop/kubernetes/build.sh");
    Process where = new ProcessBuilder(build.toString(), "--where").start();
    String programs =
        new String(where.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assumeTrue(
        where.waitFor() == 0 && Files.isDirectory(Path.of(programs)),
        "no kube-apiserver: interop/kubernetes/build.sh builds it");
    Process process =
        new ProcessBuilder(SCRIPTS.resolve("start.sh").toString(), folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("start.log").toFile())
            .start();
    Path ready = folder.resolve("ready");
    Awaitility.await()
        .atMost(Duration.ofSeconds(120))
        .until(() -> Files.exists(ready) || !process.isAlive());
    Map<String, String> facts = new HashMap<>();
    for (String line : Files.readAllLines(ready)) {
      facts.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
    }
    return new RealApiServer(process, facts);
  }

  private String fact(String name) {
    return facts.getOrDefault(name, "");
  }

  private static SSLContext trusting(Path certificate) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null);
    try (var in = Files.newInputStream(certificate)) {
      int number = 0;
      for (var each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca" + number++, each);
      }
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /** A request of the administrator. */
  HttpResponse<String> call(String method, String path, String type, String body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(fact("SERVER") + path))
            .header("Authorization", "Bearer " + fact("TOKEN"))
            .header("Content-Type", type)
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  /** The same, that has to go well. */
  JsonNode done(String method, String path, String type, String body)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = call(method, path, type, body);
    if (answer.statusCode() / 100 != 2) {
      throw new IllegalStateException(
          method + " " + path + ": " + answer.statusCode() + " " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  /** A kubeconfig of a service account. */
  Path kubeconfig(Path folder, String namespace, String account)
      throws IOException, InterruptedException {
    String token =
        done(
                "POST",
                "/api/v1/namespaces/" + namespace + "/serviceaccounts/" + account + "/token",
                "application/json",
                "{\"kind\": \"TokenRequest\", \"apiVersion\": \"authentication.k8s.io/v1\"}")
            .at("/status/token")
            .asText();
    return Files.writeString(
        folder.resolve("account.kubeconfig"),
        """
        apiVersion: v1
        kind: Config
        current-context: it
        contexts: [{name: it, context: {cluster: it, user: it, namespace: telemetry}}]
        clusters: [{name: it, cluster: {server: "%s", certificate-authority: "%s"}}]
        users: [{name: it, user: {token: "%s"}}]
        """
            .formatted(fact("SERVER"), fact("CA"), token));
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
