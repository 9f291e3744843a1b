package io.muster.conformance;

import static io.muster.conformance.Answers.assertQuiet;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.HttpConnection;
import io.muster.conformance.wire.Transport;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What half a minute without a word must not break. */
@Conformance
class IdleIT {

  /** Longer than the usual polling interval of 30 s, at which a server once reset connections. */
  private static final Duration POLL = Duration.ofSeconds(31);

  private final ServerUnderTest server;

  IdleIT(ServerUnderTest server) {
    this.server = server;
  }

  @Test
  @Check({"HT-13", "HB-1", "HB-5"})
  void aKeptAliveConnectionAndASilentSocketOutliveThePollingInterval() {
    try (var silent = Agent.introduced(server.endpoint(), Transport.WEBSOCKET);
        var agent = Agent.connect(server.endpoint(), Transport.HTTP);
        var http = new HttpConnection(server.endpoint())) {
      assertQuiet(http.post(agent.complete().build().toByteString()).message(), agent.uid());
      assertThat(silent.listen(POLL)).isEmpty();
      assertQuiet(http.post(agent.message().build().toByteString()).message(), agent.uid());
      assertQuiet(silent.heartbeat(), silent.uid());
    }
  }
}
