package io.muster.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.agent.Transport;
import io.muster.fleet.AgentAccess;
import io.muster.protocol.AgentCapabilities;
import io.muster.protocol.AgentCapability;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConnectionChecksTest {

  private static final long TAKER =
      AgentCapabilities.of(AgentCapability.ACCEPTS_OPAMP_CONNECTION_SETTINGS).bits();

  private static ConnectionChecks checks(boolean required, String endpoints) {
    AgentAccess access =
        new AgentAccess() {
          @Override
          public boolean required() {
            return required;
          }

          @Override
          public boolean admits(String authorization) {
            return authorization.equals("Bearer good");
          }
        };
    return new ConnectionChecks(
        access,
        OffersInTests.settings(endpoints.isEmpty() ? Map.of() : Map.of("endpoints", endpoints)));
  }

  private static ConnectionSettings settings(String endpoint, String... headers) {
    return new ConnectionSettings(
        endpoint,
        headers.length == 0 ? Map.of() : Map.of(headers[0], headers[1]),
        Duration.ofSeconds(30));
  }

  @Test
  void aNameThatBeginsLikeAnAddressOfThisMachineIsAnotherMachine() {
    for (String host : List.of("127.evil.example", "127.0.0.1.nip.io", "localhost.example")) {
      assertThat(
              checks(false, "")
                  .refusals(settings("ws://" + host + "/v1/opamp", "x-token", "secret"), false))
          .as(host)
          .singleElement()
          .asString()
          .contains("not encrypted");
    }
    for (String host : List.of("127.0.0.1:4320", "127.1.2.3", "localhost", "[::1]:4320")) {
      assertThat(
              checks(false, "")
                  .refusals(settings("ws://" + host + "/v1/opamp", "x-token", "secret"), false))
          .as(host)
          .isEmpty();
    }
  }

  @Test
  void whereAgentsMustAuthenticateTheSettingsHaveATokenThatLetsThemIn() {
    ConnectionSettings bare = settings("wss://a.example.com/v1/opamp");
    assertThat(checks(false, "").refusals(bare, false)).isEmpty();
    assertThat(checks(true, "").refusals(bare, false))
        .singleElement()
        .asString()
        .contains("Authorization");
    assertThat(checks(true, "").refusals(bare, true)).as("another server").isEmpty();
    assertThat(
            checks(true, "")
                .refusals(settings("wss://a.example.com", "AUTHORIZATION", "Bearer good"), false))
        .isEmpty();
    assertThat(
            checks(true, "")
                .refusals(settings("wss://a.example.com", "Authorization", "Bearer bad"), false))
        .singleElement()
        .asString()
        .contains("does not let")
        .doesNotContain("bad");
  }

  @Test
  void anEndpointThatIsNotOursLeavesAndOneThatIsDoesNot() {
    ConnectionChecks checks = checks(false, "wss://a.example.com,wss://b.example.com:4320");
    assertThat(checks.refusals(settings("https://A.example.com:443/v1/opamp"), false)).isEmpty();
    assertThat(checks.refusals(settings("wss://b.example.com:4320/v1/opamp"), false)).isEmpty();
    assertThat(checks.refusals(settings("wss://b.example.com/v1/opamp"), false)).hasSize(1);
    assertThat(checks.refusals(settings("wss://b.example.com/v1/opamp"), true)).isEmpty();
    assertThat(checks.refusals(settings("wss://a.example.com/v1/opamp"), true)).hasSize(1);
  }

  @Test
  void secretsAreNotSentToAnEndpointInTheOpen() {
    ConnectionChecks checks = checks(false, "");
    assertThat(checks.refusals(settings("ws://a.example.com", "X-Api-Key", "k"), false)).hasSize(1);
    assertThat(checks.refusals(settings("ws://a.example.com", "x-tenant", "k"), false)).isEmpty();
    assertThat(checks.refusals(settings("ws://127.0.0.1:1", "X-Api-Key", "k"), false)).isEmpty();
    assertThat(checks.refusals(settings("http://[::1]:1", "X-Api-Key", "k"), false)).isEmpty();
  }

  @Test
  void whatIsKnownOfAKindIsSaid() {
    ConnectionSettings settings = settings("wss://a.example.com");
    assertThat(
            KindWarnings.of(
                new AgentKind("io.opentelemetry.collector", "0.158.0", Transport.WEBSOCKET, TAKER),
                settings,
                false))
        .anySatisfy(warning -> assertThat(warning).contains("restarts"))
        .anySatisfy(warning -> assertThat(warning).contains("headers"))
        .anySatisfy(warning -> assertThat(warning).contains("InsecureSkipVerify"));
    assertThat(
            KindWarnings.of(
                new AgentKind("otelcol", "0.158.0", Transport.WEBSOCKET, 0), settings, false))
        .singleElement()
        .asString()
        .contains("extension");
    assertThat(KindWarnings.of(new AgentKind("shop", "1", Transport.HTTP, 0), settings, false))
        .singleElement()
        .asString()
        .contains("Python");
    assertThat(KindWarnings.of(new AgentKind("shop", "1", Transport.HTTP, TAKER), settings, true))
        .isEqualTo(
            List.of(
                "opamp-go says no goodbye over HTTP, so that it cannot prove that it has left"));
  }
}
