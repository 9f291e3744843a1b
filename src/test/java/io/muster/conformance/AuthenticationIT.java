package io.muster.conformance;

import static io.muster.conformance.Answers.assertQuiet;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.HttpConnection;
import io.muster.conformance.wire.Transport;
import io.muster.conformance.wire.WebSocketWire;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** AU: bearer tokens of agents. */
@Conformance(
    settings = {
      "muster.agents.authentication=token",
      "muster.agents.tokens.first=fleet-one-0123456789abcdef",
      "muster.agents.tokens.second=fleet-two-0123456789abcdef"
    })
class AuthenticationIT {

  private static final String FIRST = "Authorization: Bearer fleet-one-0123456789abcdef";

  private final ServerUnderTest server;

  AuthenticationIT(ServerUnderTest server) {
    this.server = server;
  }

  @ParameterizedTest
  @Check({"AU-1", "AU-3", "AU-5"})
  @ValueSource(
      strings = {
        "X-Nothing: at all",
        "Authorization: Bearer fleet-one-0123456789abcdeX",
        "Authorization: Bearer fleet-one-0123456789abcde",
        "Authorization: Bearer ",
        "Authorization: Basic ZmxlZXQtb25lLTAxMjM0NTY3ODlhYmNkZWY=",
        "Authorization: fleet-one-0123456789abcdef"
      })
  void aStrangerIs401OnBothTransportsAndTouchesNothing(String header) {
    var upgrade = WebSocketWire.handshake(server.endpoint(), header);
    assertThat(upgrade.status()).isEqualTo(401);
    assertThat(upgrade.header("www-authenticate")).startsWith("Bearer");
    try (var agent = Agent.connect(server.endpoint(), Transport.HTTP);
        var http = new HttpConnection(server.endpoint())) {
      var answer = http.post(agent.complete().build().toByteString(), header);
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.header("www-authenticate")).startsWith("Bearer");
      assertThat(server.agent(agent.uid())).isEmpty();
    }
  }

  @OverBothTransports
  @Check("AU-2")
  void everyTokenOfTheSettingsIsAccepted(Transport transport) {
    for (var header :
        new String[] {FIRST, FIRST.replace("one", "two"), FIRST.replace("Bearer", "bearer")}) {
      try (var agent = Agent.connect(server.endpoint(), transport, header)) {
        assertQuiet(agent.introduce(), agent.uid());
        assertThat(server.agent(agent.uid())).isPresent();
      }
    }
  }

  @Test
  @Check({"AU-3", "HT-14"})
  void aBodyIsNotAskedForBeforeTheTokenIsChecked() {
    try (var http = new HttpConnection(server.endpoint())) {
      var headers =
          List.of(
              "Content-Type: application/x-protobuf", "Content-Length: 9", "Expect: 100-continue");
      http.write(http.head("POST", server.endpoint().getPath(), headers));
      var answer = http.read();
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.header("connection")).isEqualTo("close");
    }
  }

  @Test
  @Check("AU-3")
  void aBodyIsNotWaitedForBeforeTheTokenIsChecked() {
    try (var http = new HttpConnection(server.endpoint())) {
      var headers =
          List.of("Content-Type: application/x-protobuf", "Content-Length: " + (50 << 20));
      http.write(http.head("POST", server.endpoint().getPath(), headers));
      assertThat(http.read().status()).isEqualTo(401);
    }
    assertThat(server.process().log()).doesNotContain("0123456789abcdef");
  }
}
