package io.muster.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What the kubelet asks of a container.
 *
 * @param url what answers with 200 to 399; null for a port that only has to be open
 */
record Probe(@Nullable String url, int port, Duration timeout) {

  /** As a manifest has it; ports may be named. */
  static Probe of(JsonNode probe, JsonNode container) {
    JsonNode get = probe.path("httpGet");
    JsonNode named = get.isObject() ? get.path("port") : probe.at("/tcpSocket/port");
    int port =
        container
            .path("ports")
            .valueStream()
            .filter(candidate -> candidate.path("name").asText().equals(named.asText()))
            .map(candidate -> candidate.path("containerPort").asInt())
            .findFirst()
            .orElseGet(named::asInt);
    String scheme = get.path("scheme").asText("HTTP").toLowerCase(Locale.ROOT);
    return new Probe(
        get.isObject() ? scheme + "://%s:" + port + get.path("path").asText() : null,
        port,
        Duration.ofSeconds(probe.path("timeoutSeconds").asInt(1)));
  }

  boolean succeeds(String address) {
    if (url == null) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(address, port), (int) timeout.toMillis());
        return true;
      } catch (IOException e) {
        return false;
      }
    }
    int status = status(URI.create(url.formatted(address)));
    return status >= 200 && status < 400;
  }

  private int status(URI at) {
    try (HttpClient client = HttpClient.newBuilder().sslContext(anyCertificate()).build()) {
      HttpRequest request = HttpRequest.newBuilder(at).timeout(timeout).build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  /** The kubelet takes any. */
  private static SSLContext anyCertificate() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new Anybody()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Anybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
