package io.muster.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.Transport;
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
          .contains("event=drained sockets=40 left=0");
      agents.forEach(Agent::close);
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
