package io.muster.conformance;

import static io.muster.conformance.Answers.assertAccepted;
import static io.muster.conformance.Answers.assertQuiet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.HttpConnection;
import io.muster.conformance.wire.Messages;
import io.muster.conformance.wire.Transport;
import io.muster.conformance.wire.WebSocketWire;
import io.muster.process.MusterProcess;
import io.muster.protocol.proto.ServerErrorResponseType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** ERR-8 to ERR-11, with a memory for unfinished messages that one large message fills. */
@Conformance(settings = "muster.agents.assembly-budget=1M")
class OverloadIT {

  private static final long THIRTY_SECONDS = 30_000_000_000L;
  private static final int AGENTS_PER_SOCKET = 1000;

  private final ServerUnderTest server;

  OverloadIT(ServerUnderTest server) {
    this.server = server;
  }

  @Test
  @Check({"ERR-8", "ERR-10"})
  void oneAgentTooManyOnASocketIsUnavailableWithADelay() {
    try (var agent = Agent.introduced(server.endpoint(), Transport.WEBSOCKET)) {
      for (int i = 1; i < AGENTS_PER_SOCKET; i++) {
        var uid = Messages.newUid();
        assertAccepted(agent.say(agent.complete().setInstanceUid(uid)), uid);
      }
      var refused = agent.say(agent.complete().setInstanceUid(Messages.newUid()));
      var error = refused.getErrorResponse();
      assertThat(error.getType())
          .isEqualTo(ServerErrorResponseType.ServerErrorResponseType_Unavailable);
      assertThat(error.getRetryInfo().getRetryAfterNanoseconds())
          .isGreaterThanOrEqualTo(THIRTY_SECONDS);
      assertThat(error.getErrorMessage()).contains("1000");
      assertThat(Answers.fields(refused)).isSubsetOf("instance_uid", "error_response");
      agent.sequence(1);
      assertQuiet(agent.heartbeat(), agent.uid());
    }
  }

  @Test
  @Check({"ERR-9", "ERR-10", "ERR-11"})
  void withoutMemoryForMoreABodyIs503WithRetryAfterAndSmallOnesPass() {
    var headers = List.of("Content-Type: application/x-protobuf", "Content-Length: " + (2 << 20));
    var path = server.endpoint().getPath();
    var hogs = new ArrayList<HttpConnection>();
    try (var late = new HttpConnection(server.endpoint());
        var agent = Agent.connect(server.endpoint(), Transport.HTTP)) {
      await()
          .atMost(Duration.ofSeconds(25))
          .untilAsserted(() -> {
            // A probe that overtakes the hog has the hog refused, so each round has one more.
            var hog = new HttpConnection(server.endpoint());
            hogs.add(hog);
            hog.write(
                hog.head("POST", path, headers).concat(ByteString.copyFrom(new byte[1 << 20])));
            try (var probe = new HttpConnection(server.endpoint())) {
              var big = ByteString.copyFrom(new byte[512 << 10]);
              assertThat(probe.post(big).status()).isEqualTo(503);
            }
          });
      var refused = late.post(ByteString.copyFrom(new byte[512 << 10]));
      assertThat(refused.status()).isEqualTo(503);
      assertThat(Integer.parseInt(refused.header("retry-after"))).isGreaterThanOrEqualTo(30);
      assertQuiet(agent.introduce(), agent.uid());
    } finally {
      hogs.forEach(HttpConnection::close);
    }
  }

  @Test
  @Check({"ERR-9", "ERR-11", "ERR-12"})
  @Needs(Ability.OWN_PROCESS)
  void whileDrainingNewComersAreRefusedBeforeTheUpgrade() {
    var launch = MusterProcess.server().with("muster.agents.drain-timeout", "5s");
    try (var draining = MusterServer.start(launch);
        var agent = Agent.introduced(draining.endpoint(), Transport.WEBSOCKET)) {
      // An agent that does not answer the Close frame keeps the drain going.
      draining.process().terminate();
      agent.socket().awaitClose(Duration.ofSeconds(20));
      var upgrade = WebSocketWire.handshake(draining.endpoint());
      assertThat(upgrade.status()).isEqualTo(503);
      assertThat(Integer.parseInt(upgrade.header("retry-after"))).isGreaterThanOrEqualTo(1);
      try (var http = new HttpConnection(draining.endpoint())) {
        var poll = agent.uid(Messages.newUid()).complete().build().toByteString();
        assertThat(http.post(poll).status()).isEqualTo(503);
      }
    }
  }
}
