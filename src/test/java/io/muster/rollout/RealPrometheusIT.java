package io.muster.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.muster.process.PrometheusProcess;
import io.muster.process.TestCertificate;
import io.muster.rollout.MetricQueries.NoValue;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What gates ask of a real Prometheus, from Debian's package; PrometheusTest asks a fake. */
class RealPrometheusIT {

  @TempDir Path folder;

  private static MetricQueries prometheus(Map<String, String> settings) {
    SmallRyeConfigBuilder builder =
        new SmallRyeConfigBuilder()
            .withMapping(PrometheusSettings.class)
            .withConverter(Duration.class, 200, new DurationConverter());
    settings.forEach(
        (key, value) -> builder.withDefaultValue("muster.rollouts.prometheus." + key, value));
    return Prometheus.of(builder.build().getConfigMapping(PrometheusSettings.class));
  }

  @Test
  void anExpressionWithOneValueHasThatValue() throws NoValue {
    try (PrometheusProcess server = PrometheusProcess.start(folder, 0, null)) {
      MetricQueries queries = prometheus(Map.of("url", server.url()));
      assertThat(queries.ask("vector(0.25) * 2")).isEqualTo(0.5);
      assertThat(queries.ask("7")).isEqualTo(7);
      assertThat(queries.ask("sum(nothing) or vector(0)")).isZero();
      assertThat(queries.ask("vector(1) / 0")).isEqualTo(Double.POSITIVE_INFINITY);
    }
  }

  @Test
  void whatHasNoSingleValueIsToldInWords() {
    try (PrometheusProcess server = PrometheusProcess.start(folder, 0, null)) {
      MetricQueries queries = prometheus(Map.of("url", server.url()));
      refused(queries, "sum(nothing)", "the query has no value, expected one");
      refused(
          queries,
          "label_replace(vector(1), \"a\", \"b\", \"\", \"\") or vector(2)",
          "the query has 2 values, expected one");
      refused(queries, "vector(0) / vector(0)", "the query's value is not a number");
      refused(queries, "vector(1)[5m:1m]", "the query is a matrix, expected one value");
      refused(queries, "\"text\"", "the query is a string, expected one value");
      refused(queries, "sum(", "unclosed left parenthesis");
      refused(queries, "nothing{a=~\"(\"}", "Prometheus answered 400: ");
    }
  }

  private static void refused(MetricQueries queries, String promql, String message) {
    assertThatThrownBy(() -> queries.ask(promql))
        .as(promql)
        .isInstanceOf(NoValue.class)
        .hasMessageContaining(message);
  }

  @Test
  void tlsIsCheckedAgainstTheAuthorityThatTheSettingsName() throws NoValue {
    try (PrometheusProcess server =
        PrometheusProcess.start(folder, 0, TestCertificate.make("EC"))) {
      Map<String, String> trusting =
          Map.of("url", server.url(), "ca-file", folder.resolve("server.crt").toString());
      assertThat(prometheus(trusting).ask("vector(1)")).isEqualTo(1);
      refused(prometheus(Map.of("url", server.url())), "vector(1)", "Prometheus cannot be asked: ");
      // A 400, unless the request is still being written when Prometheus has hung up.
      MetricQueries plain = prometheus(Map.of("url", server.url().replace("https", "http")));
      assertThatThrownBy(() -> plain.ask("vector(1)"))
          .isInstanceOf(NoValue.class)
          .hasMessageMatching("(?s)Prometheus (answered 400|cannot be asked: ).*");
    }
  }

  @Test
  void oneThatHangsIsNotWaitedForAndAskedAgainWhenItGoesOn() throws NoValue {
    try (PrometheusProcess server = PrometheusProcess.start(folder, 0, null)) {
      MetricQueries queries = prometheus(Map.of("url", server.url(), "timeout", "500ms"));
      server.hang(true);
      refused(queries, "vector(1)", "Prometheus has not answered within 500 ms");
      server.hang(false);
      MetricQueries patient = prometheus(Map.of("url", server.url(), "timeout", "30s"));
      assertThat(patient.ask("vector(1)")).isEqualTo(1);
    }
  }

  /** Prometheus knows no tokens by itself: a proxy before it asks for one, as is usual. */
  @ParameterizedTest
  @CsvSource({"right, 200", "wrong, 401", ", 401"})
  void aProxyThatWantsATokenIsGivenTheOneOfTheSettings(String token, int status)
      throws IOException, NoValue {
    try (PrometheusProcess server = PrometheusProcess.start(folder, 0, null)) {
      HttpServer proxy = proxy(server.url());
      try {
        String url = "http://127.0.0.1:" + proxy.getAddress().getPort() + "/prometheus/";
        MetricQueries queries =
            prometheus(token == null ? Map.of("url", url) : Map.of("url", url, "token", token));
        if (status == 200) {
          assertThat(queries.ask("vector(3)")).isEqualTo(3);
        } else {
          refused(queries, "vector(3)", "Prometheus answered " + status);
        }
      } finally {
        proxy.stop(0);
      }
    }
  }

  private static HttpServer proxy(String before) throws IOException {
    HttpServer proxy =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    proxy.createContext("/prometheus/", exchange -> pass(exchange, before));
    proxy.start();
    return proxy;
  }

  private static void pass(HttpExchange exchange, String before) throws IOException {
    byte[] asked = exchange.getRequestBody().readAllBytes();
    if (!"Bearer right".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      exchange.sendResponseHeaders(401, -1);
      exchange.close();
      return;
    }
    String path = exchange.getRequestURI().toString().substring("/prometheus".length());
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<byte[]> answer =
          client.send(
              HttpRequest.newBuilder(URI.create(before + path))
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(HttpRequest.BodyPublishers.ofByteArray(asked))
                  .build(),
              BodyHandlers.ofByteArray());
      exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
      exchange.getResponseBody().write(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      exchange.close();
    }
  }
}
