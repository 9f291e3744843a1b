package io.muster.conformance;

import static io.muster.conformance.Answers.assertQuiet;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.Transport;
import io.muster.process.MusterProcess;
import io.muster.protocol.proto.ServerErrorResponseType;
import org.junit.jupiter.api.Test;

/** ERR-8: uids made up by the thousand leave nothing behind once the fleet is full. */
@Conformance
@Needs(Ability.OWN_PROCESS)
class TooManyPollsIT {

  @Test
  @Check({"ERR-8", "ERR-10"})
  void oneAgentTooManyIsUnavailableAndKeepsNoSession() {
    try (var server =
            MusterServer.start(MusterProcess.server().with("muster.fleet.max-agents", "2"));
        var first = Agent.introduced(server.endpoint(), Transport.HTTP);
        var second = Agent.introduced(server.endpoint(), Transport.HTTP)) {
      for (int i = 0; i < 5; i++) {
        try (var third = Agent.connect(server.endpoint(), Transport.HTTP)) {
          assertThat(third.introduce().getErrorResponse().getType())
              .isEqualTo(ServerErrorResponseType.ServerErrorResponseType_Unavailable);
        }
      }
      assertThat(server.metrics()).containsPattern("(?m)^muster_agents_polling(\\{[^}]*})? 2\\.0$");
      assertQuiet(first.heartbeat(), first.uid());
      assertQuiet(second.heartbeat(), second.uid());
    }
  }
}
