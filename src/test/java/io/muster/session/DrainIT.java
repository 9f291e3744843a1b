package io.muster.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.Transport;
import io.muster.conformance.wire.WebSocketWire;
import io.muster.process.MusterProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An orderly stop lets agents go one after the other and serves the others meanwhile. */
class DrainIT {

  @Test
  void agentsLeaveInWavesAndTheOthersAreServed() {
    try (var server =
        MusterProcess.server()
            .with("muster.agents.drain-over", "4s")
            .with("muster.admission.connects-per-second", "10")
            .with("muster.admission.connect-burst", "100")
            .start()) {
      List<Agent> agents = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        agents.add(Agent.introduced(server.agentEndpoint(), Transport.WEBSOCKET));
      }
      server.terminate();
      await().until(() -> server.log().contains("event=draining"));

      long served = agents.stream().filter(DrainIT::isServed).count();

      // The first waves have gone by now; a single wave would have taken all.
      assertThat(served).isBetween(1L, 39L);
      assertThat(server.waitForExit(Duration.ofSeconds(30)).output())
          .contains("event=drained sockets=40 left=0 ");
      agents.forEach(Agent::close);
    }
  }

  /** Nobody takes over, and long waves would only keep the server away for longer. */
  @Test
  void aServerThatIsAloneLetsAllGoAndTellsThemWhenItIsBack() {
    try (var server =
            MusterProcess.server().with("muster.admission.connects-per-second", "0.1").start();
        var first = Agent.introduced(server.agentEndpoint(), Transport.WEBSOCKET);
        var second = Agent.introduced(server.agentEndpoint(), Transport.WEBSOCKET)) {
      server.terminate();
      int code = first.socket().awaitClose(Duration.ofSeconds(30)).code();
      second.socket().awaitClose(Duration.ofSeconds(30));

      // Not all have answered the Close frame: the port is open.
      var refused = WebSocketWire.handshake(server.agentEndpoint());

      assertThat(refused.status()).isEqualTo(503);
      assertThat(Integer.parseInt(refused.header("retry-after"))).isBetween(2, 58);
      first.socket().sendClose(code);
      second.socket().sendClose(code);
      assertThat(server.waitForExit(Duration.ofSeconds(30)).output())
          .contains("event=draining sockets=2 over_ms=500")
          .contains("event=drained sockets=2 left=0 turned_away=1");
    }
  }

  private static boolean isServed(Agent agent) {
    try {
      return !agent.heartbeat().hasErrorResponse();
    } catch (RuntimeException | AssertionError gone) {
      return false;
    }
  }
}
