package io.muster.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionSettingsTest {

  private static final String ENDPOINT = "wss://example.com/v1/opamp";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "example.com",
        "ftp://example.com",
        "wss:///path",
        "ws://a b",
        "wss://u:p@example.com",
        "wss://example.com/#x",
        "mailto:x@example.com"
      })
  void anEndpointThatAgentsCannotUseIsRefused(String endpoint) {
    assertThatThrownBy(() -> new ConnectionSettings(endpoint, Map.of(), Duration.ofSeconds(30)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("endpoint");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "PT0.5S", "PT1.5S", "P2D"})
  void aHeartbeatThatWouldSilenceAgentsIsRefused(String interval) {
    assertThatThrownBy(() -> new ConnectionSettings(ENDPOINT, Map.of(), Duration.parse(interval)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("heartbeatInterval");
  }

  @Test
  void aHeaderThatWouldBreakTheHandshakeIsRefusedWithoutItsValue() {
    assertThatThrownBy(() ->
            new ConnectionSettings(
                ENDPOINT, Map.of("x", "secret\r\nInjected: 1"), Duration.ofSeconds(30)))
        .hasMessageContaining("'x'")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(
            () -> new ConnectionSettings(ENDPOINT, Map.of("a b", ""), Duration.ofSeconds(30)))
        .hasMessageContaining("'a b'");
  }

  @Test
  void theTextFormHidesHeaderValues() {
    assertThat(
            new ConnectionSettings(
                    ENDPOINT, Map.of("authorization", "Bearer secret"), Duration.ofSeconds(30))
                .toString())
        .contains("authorization")
        .doesNotContain("secret");
  }
}
