package io.muster.conformance;

import static io.muster.conformance.Answers.SILENCE;
import static io.muster.conformance.Answers.assertAccepted;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.Event;
import io.muster.conformance.wire.Transport;
import io.muster.conformance.wire.WebSocketWire;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** ID-13 where duplicates are refused. */
@Conformance(settings = "muster.agents.duplicate-uid=deny")
class DuplicateUidDenyIT {

  private final ServerUnderTest server;

  DuplicateUidDenyIT(ServerUnderTest server) {
    this.server = server;
  }

  @Test
  @Check("ID-13")
  void theSecondIsRefusedAndTheFirstNoticesNothing() {
    try (var first = Agent.introduced(server.endpoint(), Transport.WEBSOCKET);
        var second = Agent.connect(server.endpoint(), Transport.WEBSOCKET)) {
      first.heartbeat();
      second.uid(first.uid()).socket().send(second.complete().build().toByteString());
      var refused = second.socket().next(Duration.ofSeconds(10));
      if (refused instanceof Event.Message message) {
        assertThat(WebSocketWire.decode(message).hasErrorResponse()).isTrue();
      } else {
        assertThat(refused).isInstanceOf(Event.Closed.class);
      }
      assertThat(first.listen(SILENCE)).isEmpty();
      assertAccepted(first.heartbeat(), first.uid());
      assertThat(server.agent(first.uid()).orElseThrow().attribute("conformance.tag").asText())
          .isEqualTo(first.tag());
    }
  }
}
