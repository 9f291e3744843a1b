package io.muster.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.muster.rollout.MetricQueries.NoValue;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of a Prometheus' answers; PrometheusIT asks a real one. */
class PrometheusTest {

  private HttpServer server;
  private volatile boolean breaksOff;
  private volatile boolean drips;
  private volatile int status = 200;
  private volatile String answer = "";
  private volatile String asked = "";
  private volatile String authorization = "";
  private final Map<String, String> settings = new HashMap<>();

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          authorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
          asked =
              exchange.getRequestURI()
                  + " "
                  + URLDecoder.decode(
                      new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                      StandardCharsets.UTF_8);
          if (breaksOff) {
            exchange.sendResponseHeaders(status, 1000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            exchange.close();
            return;
          }
          if (drips) {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            return;
          }
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    settings.put(
        "muster.rollouts.prometheus.url", "http://127.0.0.1:" + server.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private MetricQueries prometheus() {
    SmallRyeConfigBuilder builder =
        new SmallRyeConfigBuilder()
            .withMapping(PrometheusSettings.class)
            .withConverter(Duration.class, 200, new DurationConverter());
    settings.forEach(builder::withDefaultValue);
    return Prometheus.of(builder.build().getConfigMapping(PrometheusSettings.class));
  }

  private static String vector(String... values) {
    StringBuilder samples = new StringBuilder();
    for (String value : values) {
      samples
          .append(samples.isEmpty() ? "" : ",")
          .append("{\"metric\":{},\"value\":[1700000000.0,\"" + value + "\"]}");
    }
    return "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":["
        + samples
        + "]}}";
  }

  @Test
  void aVectorOfOneIsItsValue() throws NoValue {
    answer = vector("0.25");
    assertThat(prometheus().ask("sum(rate(errors{code=~\"5..\"}[5m]))")).isEqualTo(0.25);
    assertThat(asked).isEqualTo("/api/v1/query query=sum(rate(errors{code=~\"5..\"}[5m]))");
    assertThat(authorization).isEqualTo("null");
  }

  @Test
  void aScalarIsItsValueAndInfinityIsOne() throws NoValue {
    answer = "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,\"7\"]}}";
    assertThat(prometheus().ask("7")).isEqualTo(7);
    answer = vector("+Inf");
    assertThat(prometheus().ask("1/0")).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void theTokenIsSent() throws NoValue {
    settings.put("muster.rollouts.prometheus.token", "secret");
    answer = vector("1");
    prometheus().ask("up");
    assertThat(authorization).isEqualTo("Bearer secret");
  }

  @Test
  void noValueSeveralAndNotANumberAreNoValue() {
    answer = vector();
    assertThatThrownBy(() -> prometheus().ask("up"))
        .isInstanceOf(NoValue.class)
        .hasMessage("the query has no value, expected one: aggregate it, as sum(...)");
    answer = vector("1", "2");
    assertThatThrownBy(() -> prometheus().ask("up"))
        .hasMessage("the query has 2 values, expected one: aggregate it, as sum(...)");
    answer = vector("NaN");
    assertThatThrownBy(() -> prometheus().ask("up"))
        .hasMessage("the query's value is not a number");
  }

  @Test
  void anErrorIsToldInPrometheusWords() {
    status = 400;
    answer = "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"1:4: parse error\"}";
    assertThatThrownBy(() -> prometheus().ask("sum("))
        .isInstanceOf(NoValue.class)
        .hasMessage("Prometheus answered 400: 1:4: parse error");
    status = 502;
    answer = "<html>bad gateway</html>";
    assertThatThrownBy(() -> prometheus().ask("up"))
        .isInstanceOf(NoValue.class)
        .hasMessage("Prometheus answered 502 and no JSON");
  }

  @Test
  void nobodyThereIsNoValue() {
    server.stop(0);
    assertThatThrownBy(() -> prometheus().ask("up"))
        .isInstanceOf(NoValue.class)
        .hasMessageStartingWith("Prometheus cannot be asked: ");
  }

  @Test
  void anAnswerThatNeverEndsIsNotWaitedFor() {
    settings.put("muster.rollouts.prometheus.timeout", "300ms");
    drips = true;
    assertThatThrownBy(() -> prometheus().ask("up"))
        .isInstanceOf(NoValue.class)
        .hasMessage("Prometheus has not answered within 300 ms");
  }

  @Test
  void anAnswerWithoutAnEndIsNotReadToTheEnd() {
    answer = "x".repeat(3 << 20);
    assertThatThrownBy(() -> prometheus().ask("up"))
        .isInstanceOf(NoValue.class)
        .hasMessageStartingWith("Prometheus answered 200, which cannot be read to its end: ");
  }

  @Test
  void theStatusOfAnAnswerThatBreaksOffIsTold() {
    status = 503;
    breaksOff = true;
    assertThatThrownBy(() -> prometheus().ask("up"))
        .isInstanceOf(NoValue.class)
        .hasMessageStartingWith("Prometheus answered 503, which cannot be read to its end: ");
  }

  @ParameterizedTest
  @CsvSource({"prometheus:9090", "ftp://prometheus", "http://", "'http://a b'"})
  void anAddressThatIsNoneIsRefusedAtTheStart(String url) {
    settings.put("muster.rollouts.prometheus.url", url);
    assertThatThrownBy(this::prometheus)
        .hasMessage(
            "muster.rollouts.prometheus.url is '" + url + "', expected http(s)://host:port");
  }

  @Test
  void withoutAnAddressThereIsNobodyToAsk() {
    settings.clear();
    assertThat(prometheus().available()).isFalse();
  }
}
