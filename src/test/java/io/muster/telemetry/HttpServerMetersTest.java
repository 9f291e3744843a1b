package io.muster.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class HttpServerMetersTest {

  private final HttpServerMeters meters = new HttpServerMeters();

  private String uri(String uri, String method, String outcome) {
    return Objects.requireNonNull(mapped(uri, method, outcome).getTag("uri"));
  }

  private Meter.Id mapped(String uri, String method, String outcome) {
    return meters.map(
        new Meter.Id(
            "http.server.requests",
            Tags.of("uri", uri, "method", method, "outcome", outcome),
            null,
            null,
            Meter.Type.TIMER));
  }

  @Test
  void requestsThatMatchNoRouteShareOneTag() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(uri("/api/none" + i, "GET", "CLIENT_ERROR")).isEqualTo("NOT_FOUND");
    }
    assertThat(uri("//a//b", "GET", "CLIENT_ERROR")).isEqualTo("NOT_FOUND");
    assertThat(uri("/%zz", "GET", "CLIENT_ERROR")).isEqualTo("NOT_FOUND");
    assertThat(mapped("/x", "BREW", "CLIENT_ERROR").getTag("method")).isEqualTo("OTHER");
  }

  @Test
  void routesKeepTheirs() {
    assertThat(uri("/api/v1/agents/{uid}", "GET", "CLIENT_ERROR"))
        .isEqualTo("/api/v1/agents/{uid}");
    assertThat(uri("/metrics", "GET", "SUCCESS")).isEqualTo("/metrics");
    assertThat(uri("/metrics", "GET", "SERVER_ERROR")).isEqualTo("/metrics");
    assertThat(uri("UNKNOWN", "GET", "CLIENT_ERROR")).isEqualTo("UNKNOWN");
  }

  @Test
  void otherMetersAreLeftAlone() {
    Meter.Id other =
        new Meter.Id("muster.store", Tags.of("uri", "/x"), null, null, Meter.Type.COUNTER);
    assertThat(meters.map(other)).isEqualTo(other);
  }
}
