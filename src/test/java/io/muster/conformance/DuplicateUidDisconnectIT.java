package io.muster.conformance;

import static io.muster.conformance.Answers.assertAccepted;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.Transport;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** ID-13 where duplicates are resolved by dropping the first socket. */
@Conformance(settings = "muster.agents.duplicate-uid=disconnect")
class DuplicateUidDisconnectIT {

  private final ServerUnderTest server;

  DuplicateUidDisconnectIT(ServerUnderTest server) {
    this.server = server;
  }

  @Test
  @Check("ID-13")
  void theFirstIsDisconnectedAndTheSecondTakesItsPlace() {
    try (var first = Agent.introduced(server.endpoint(), Transport.WEBSOCKET);
        var second = Agent.connect(server.endpoint(), Transport.WEBSOCKET)) {
      first.heartbeat();
      second.uid(first.uid()).socket().send(second.complete().build().toByteString());
      assertThat(first.socket().awaitEnd(Duration.ofSeconds(10))).isNotNull();
      assertAccepted(second.socket().receive(), second.uid());
      assertAccepted(second.heartbeat(), second.uid());
      assertThat(server.agent(second.uid()).orElseThrow().attribute("conformance.tag").asText())
          .isEqualTo(second.tag());
    }
  }
}
