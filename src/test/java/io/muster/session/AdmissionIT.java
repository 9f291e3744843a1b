package io.muster.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.HttpConnection;
import io.muster.conformance.wire.Transport;
import io.muster.conformance.wire.WebSocketWire;
import io.muster.process.MusterProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Peers over the limits are refused before the upgrade; established agents do not notice. */
class AdmissionIT {

  @Test
  void overTheRateTheUpgradeIsRefusedAndEstablishedAgentsGoOn() {
    try (var server =
            MusterProcess.server()
                .with("muster.admission.connects-per-second", "0.01")
                .with("muster.admission.connect-burst", "3")
                .start();
        var first = Agent.introduced(server.agentEndpoint(), Transport.WEBSOCKET);
        var second = Agent.introduced(server.agentEndpoint(), Transport.WEBSOCKET);
        var third = Agent.introduced(server.agentEndpoint(), Transport.WEBSOCKET)) {
      for (int i = 0; i < 20; i++) {
        var refused = WebSocketWire.handshake(server.agentEndpoint());
        assertThat(refused.status()).isEqualTo(503);
        assertThat(Integer.parseInt(refused.header("retry-after"))).isBetween(5, 30);
      }
      for (var agent : List.of(first, second, third)) {
        assertThat(agent.heartbeat().hasErrorResponse()).isFalse();
      }
    }
  }

  @Test
  void connectionsOverTheLimitAreRefusedUntilOthersGo() {
    try (var server =
        MusterProcess.server().with("muster.admission.max-connections", "10").start()) {
      for (int round = 0; round < 3; round++) {
        var agents = new ArrayList<Agent>();
        for (int i = 0; i < 10; i++) {
          agents.add(Agent.introduced(server.agentEndpoint(), Transport.WEBSOCKET));
        }
        try (var poller = new HttpConnection(server.agentEndpoint())) {
          var refused = poller.post(com.google.protobuf.ByteString.EMPTY);
          assertThat(refused.status()).isEqualTo(503);
          assertThat(Integer.parseInt(refused.header("retry-after"))).isBetween(30, 60);
        }
        assertThat(WebSocketWire.handshake(server.agentEndpoint()).status()).isEqualTo(503);
        agents.forEach(Agent::close);
        await()
            .atMost(Duration.ofSeconds(10))
            .untilAsserted(() -> {
              try (var back = Agent.introduced(server.agentEndpoint(), Transport.WEBSOCKET)) {
                assertThat(back.heartbeat().hasErrorResponse()).isFalse();
              }
            });
      }
    }
  }
}
