package io.muster.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.HttpConnection;
import io.muster.conformance.wire.Transport;
import io.muster.conformance.wire.WebSocketWire;
import io.muster.process.MusterProcess;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Peers over the limits are refused before the upgrade; established agents do not notice. */
class AdmissionIT {

  private static final byte[] GET = "GET /v1/opamp HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII);

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
          // The last one of the round before may not be gone yet.
          await()
              .untilAsserted(
                  () -> agents.add(Agent.introduced(server.agentEndpoint(), Transport.WEBSOCKET)));
        }
        try (var poller = new HttpConnection(server.agentEndpoint())) {
          var refused = poller.post(ByteString.EMPTY);
          assertThat(refused.status()).isEqualTo(503);
          assertThat(Integer.parseInt(refused.header("retry-after"))).isBetween(30, 60);
        }
        assertThat(WebSocketWire.handshake(server.agentEndpoint()).status()).isEqualTo(503);
        agents.forEach(Agent::close);
        await()
            .untilAsserted(() -> {
              try (var back = Agent.introduced(server.agentEndpoint(), Transport.WEBSOCKET)) {
                assertThat(back.heartbeat().hasErrorResponse()).isFalse();
              }
            });
      }
    }
  }

  @Test
  void whoPolledBeforeTheLimitWasReachedGoesOnAndTheRefusedAreClosed() throws IOException {
    try (var server = MusterProcess.server().with("muster.admission.max-connections", "2").start();
        var first = new HttpConnection(server.agentEndpoint());
        var second = new HttpConnection(server.agentEndpoint())) {
      int answered = first.post(ByteString.EMPTY).status();
      assertThat(answered).isLessThan(500);
      assertThat(second.post(ByteString.EMPTY).status()).isEqualTo(answered);
      try (var refused = new Socket("127.0.0.1", server.agentPort())) {
        refused.setSoTimeout(30_000);
        refused.getOutputStream().write(GET);
        assertThat(refused.getInputStream().readNBytes(12)).asString(US_ASCII).endsWith("503");
        assertThat(first.post(ByteString.EMPTY).status()).isEqualTo(answered);
        assertThat(second.post(ByteString.EMPTY).status()).isEqualTo(answered);
        // To its end: it is the server that closes.
        assertThat(refused.getInputStream().readAllBytes()).isNotEmpty();
      }
    }
  }
}
