package io.muster.rollout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Asks a Prometheus by its HTTP API (instant queries). Thread-safe.
 *
 * @see <a href="https://prometheus.io/docs/prometheus/latest/querying/api/">HTTP API</a>
 */
final class Prometheus implements MetricQueries {

  /** Longest answer that is read: one value needs little. */
  private static final int MAX_ANSWER = 1 << 20;

  private static final int BAD_REQUEST = 400;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI endpoint;
  private final @Nullable String token;
  private final Duration timeout;
  private final HttpClient client;

  Prometheus(String url, PrometheusSettings settings) {
    endpoint = endpoint(url);
    token = settings.token().orElse(null);
    timeout = settings.timeout();
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(timeout);
    settings.caFile().ifPresent(file -> builder.sslContext(trusting(file)));
    client = builder.build();
  }

  /** The one that the settings name, or nobody: most servers ask none, and a client costs time. */
  static MetricQueries of(PrometheusSettings settings) {
    return settings
        .url()
        .<MetricQueries>map(url -> new Prometheus(url, settings))
        .orElseGet(NoPrometheus::new);
  }

  private static URI endpoint(String url) {
    try {
      URI base = URI.create(url.endsWith("/") ? url : url + "/");
      if (base.getHost() != null
          && ("http".equals(base.getScheme()) || "https".equals(base.getScheme()))) {
        return base.resolve("api/v1/query");
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw new IllegalArgumentException(
        "muster.rollouts.prometheus.url is '" + url + "', expected http(s)://host:port");
  }

  private static SSLContext trusting(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("ca-" + number++, certificate);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(
          "muster.rollouts.prometheus.ca-file " + file + " cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  public boolean available() {
    return true;
  }

  @Override
  public double ask(String promql) throws NoValue {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "query=" + URLEncoder.encode(promql, StandardCharsets.UTF_8)));
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    AtomicInteger status = new AtomicInteger();
    BodyHandler<byte[]> body = BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER);
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(
            request.build(),
            head -> {
              status.set(head.statusCode());
              return body.apply(head);
            });
    try {
      HttpResponse<byte[]> response = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return value(response.statusCode(), response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NoValue("the query was interrupted");
    } catch (TimeoutException e) {
      throw new NoValue("Prometheus has not answered within " + timeout.toMillis() + " ms");
    } catch (ExecutionException e) {
      throw new NoValue(
          status.get() == 0
              ? "Prometheus cannot be asked: " + why(e)
              : "Prometheus answered " + status + ", which cannot be read to its end: " + why(e));
    } finally {
      // Whoever answers drop by drop is not waited for.
      var _ = answer.cancel(true);
    }
  }

  private static String why(ExecutionException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  private static double value(int status, byte[] body) throws NoValue {
    JsonNode answer;
    try {
      answer = JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new NoValue("Prometheus answered " + status + " and no JSON");
    } catch (IOException e) {
      throw new NoValue("Prometheus answered " + status + ", unreadable");
    }
    if (status != 200 || !"success".equals(answer.path("status").asText())) {
      throw new NoValue(
          "Prometheus answered " + status + ": " + answer.path("error").asText("no reason given"),
          status == BAD_REQUEST ? NoValue.Why.WRONG : NoValue.Why.UNAVAILABLE);
    }
    JsonNode data = answer.path("data");
    JsonNode result = data.path("result");
    return switch (data.path("resultType").asText()) {
      case "scalar" -> number(result.path(1).asText());
      case "vector" -> {
        if (result.size() != 1) {
          throw new NoValue(
              "the query has "
                  + (result.isEmpty() ? "no value" : result.size() + " values")
                  + ", expected one: aggregate it, as sum(...)");
        }
        yield number(result.path(0).path("value").path(1).asText());
      }
      default ->
          throw new NoValue(
              "the query is a " + data.path("resultType").asText() + ", expected one value");
    };
  }

  private static double number(String text) throws NoValue {
    try {
      double value =
          switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
          };
      if (Double.isNaN(value)) {
        throw new NoValue("the query's value is not a number");
      }
      return value;
    } catch (NumberFormatException e) {
      throw new NoValue("the query's value is '" + text + "', not a number");
    }
  }
}
