package io.muster.conformance;

import static io.muster.conformance.Answers.assertQuiet;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.HttpConnection;
import io.muster.conformance.wire.Transport;
import io.muster.conformance.wire.WebSocketWire;
import java.util.List;

/** GEN-3 with a path of the operator's choice. */
@Conformance(settings = "muster.agents.path=/fleet/agents")
class CustomPathIT {

  private final ServerUnderTest server;

  CustomPathIT(ServerUnderTest server) {
    this.server = server;
  }

  @OverBothTransports
  @Check("GEN-3")
  void theConfiguredPathReplacesTheDefault(Transport transport) {
    var configured = server.endpoint().resolve("/fleet/agents");
    try (var agent = Agent.connect(configured, transport)) {
      assertQuiet(agent.introduce(), agent.uid());
    }
    assertThat(WebSocketWire.handshake(server.endpoint()).status()).isEqualTo(404);
    try (var http = new HttpConnection(server.endpoint())) {
      var type = List.of("Content-Type: application/x-protobuf");
      assertThat(http.request("POST", "/v1/opamp", ByteString.EMPTY, type).status()).isEqualTo(404);
    }
  }
}
