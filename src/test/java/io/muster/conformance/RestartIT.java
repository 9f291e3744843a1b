package io.muster.conformance;

import static io.muster.conformance.Answers.asksForFullState;
import static io.muster.conformance.Answers.assertAccepted;
import static io.muster.conformance.Answers.assertQuiet;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.Event;
import io.muster.conformance.wire.Messages;
import io.muster.conformance.wire.Transport;
import io.muster.process.MusterProcess;
import io.muster.protocol.proto.RemoteConfigStatuses;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What agents see of a server that goes and comes back. */
@Conformance
@Needs(Ability.OWN_PROCESS)
class RestartIT {

  private static final Duration GONE = Duration.ofSeconds(30);

  @Test
  @Check("WS-8")
  void anOrderlyStopSendsACloseFrameAndCompletesTheHandshake() {
    try (var server = MusterServer.start(MusterProcess.server());
        var agent = Agent.introduced(server.endpoint(), Transport.WEBSOCKET)) {
      server.process().terminate();
      var close = agent.socket().awaitClose(Duration.ofSeconds(10));
      assertThat(close.code()).isIn(1000, 1001);
      agent.socket().sendClose(close.code());
      assertThat(agent.socket().awaitEnd(Duration.ofSeconds(5))).isInstanceOf(Event.Ended.class);
      var exit = server.process().waitForExit(Duration.ofSeconds(10));
      assertThat(exit.code()).as(exit.output()).isIn(0, 143);
    }
  }

  @Test
  @Check("WS-8")
  void aStopWithoutCloseFrameIsAnOptionForJavaClients() {
    var launch = MusterProcess.server().with("muster.agents.close-without-frame", "true");
    try (var server = MusterServer.start(launch);
        var agent = Agent.introduced(server.endpoint(), Transport.WEBSOCKET)) {
      server.process().terminate();
      assertThat(agent.socket().awaitEnd(Duration.ofSeconds(10))).isInstanceOf(Event.Ended.class);
    }
  }

  /** An agent that goes on where it was, against the server's new ports. */
  private static Agent returned(Agent before, URI endpoint, Transport transport) {
    return Agent.connect(endpoint, transport).uid(before.uid()).sequence(before.sequence());
  }

  @OverBothTransports
  @Check({"SEQ-2", "SEQ-8"})
  void afterAnOrderlyStopNobodyIsAsked(Transport transport) {
    try (var server = MusterServer.start(MusterProcess.server());
        var agent = Agent.introduced(server.endpoint(), transport)) {
      for (int i = 0; i < 5; i++) {
        agent.heartbeat();
      }
      agent.close();
      server.process().restart();
      try (var again = returned(agent, server.endpoint(), transport)) {
        assertQuiet(again.heartbeat(), agent.uid());
        var view = server.agent(agent.uid()).orElseThrow();
        assertThat(view.attribute("conformance.tag").asText()).isEqualTo(agent.tag());
      }
    }
  }

  @Test
  void whatAgentsSayBeforeTheyAnswerTheCloseFrameCounts() {
    try (var server = MusterServer.start(MusterProcess.server())) {
      List<Agent> agents = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        agents.add(Agent.introduced(server.endpoint(), Transport.WEBSOCKET));
      }
      server.process().terminate();
      for (Agent agent : agents) {
        var close = agent.socket().awaitClose(Duration.ofSeconds(10));
        for (int i = 0; i < 3; i++) {
          var news = agent.complete().setAgentDescription(Messages.description(agent.tag() + i));
          agent.socket().send(news.build().toByteString());
        }
        agent.socket().sendClose(close.code());
      }
      server.process().waitForExit(GONE);
      server.process().startAgain();
      for (Agent agent : agents) {
        agent.close();
        try (var again = returned(agent, server.endpoint(), Transport.WEBSOCKET)) {
          assertThat(asksForFullState(again.heartbeat())).isFalse();
        }
      }
    }
  }

  @OverBothTransports
  @Check({"SEQ-2", "SEQ-3"})
  void afterAKillAnAgentIsAskedOnceAtMostAndNothingAppliedIsOfferedAgain(Transport transport) {
    try (var server = MusterServer.start(MusterProcess.server());
        var agent = Agent.introduced(server.endpoint(), transport)) {
      server.push(agent.tag(), ConfigFiles.unique());
      var hash = agent.awaitOffer().getRemoteConfig().getConfigHash();
      var applied = Messages.status(hash, RemoteConfigStatuses.RemoteConfigStatuses_APPLIED);
      agent.say(agent.message().setRemoteConfigStatus(applied));
      for (int i = 0; i < 5; i++) {
        agent.heartbeat();
      }
      server.process().kill();
      server.process().startAgain();
      var known = server.agent(agent.uid()).orElseThrow();
      assertThat(known.reportedStatus()).isEqualTo("APPLIED");
      assertThat(known.desiredHash()).isEqualTo(Messages.hex(hash));
      try (var again = returned(agent, server.endpoint(), transport)) {
        var first = again.heartbeat();
        assertAccepted(first, agent.uid());
        assertThat(first.hasRemoteConfig()).isFalse();
        var full = again.message().setAgentDescription(Messages.description(agent.tag()));
        var answer = again.say(full.setRemoteConfigStatus(applied));
        assertQuiet(answer, agent.uid());
        assertThat(answer.hasRemoteConfig()).isFalse();
        for (int i = 0; i < 5; i++) {
          var heartbeat = again.heartbeat();
          assertQuiet(heartbeat, agent.uid());
          assertThat(heartbeat.hasRemoteConfig()).isFalse();
        }
      }
    }
  }

  @OverBothTransports
  @Check("SEQ-2")
  void afterARestartWithAnEmptyStoreAnAgentIsAsked(Transport transport) {
    try (var first = MusterServer.start(MusterProcess.server());
        var second = MusterServer.start(MusterProcess.server());
        var agent = Agent.introduced(first.endpoint(), transport);
        var again = returned(agent, second.endpoint(), transport)) {
      assertThat(asksForFullState(again.heartbeat())).isTrue();
      assertQuiet(again.introduce(), agent.uid());
    }
  }

  @Test
  @Check("RC-4")
  void hashesAreTheSameAfterARestartAndOnAnotherServer(@TempDir Path data) {
    ByteString before;
    var config = ConfigFiles.yaml("receivers: {otlp: {}}\n");
    try (var server = MusterServer.start(MusterProcess.server().on(data))) {
      before = offered(server, config);
      server.process().restart();
      assertThat(offered(server, config)).isEqualTo(before);
      server.process().terminate();
      server.process().waitForExit(GONE);
    }
    try (var other = MusterServer.start(MusterProcess.server())) {
      assertThat(offered(other, config)).isEqualTo(before);
    }
  }

  private static ByteString offered(MusterServer server, ConfigFiles config) {
    try (var agent = Agent.introduced(server.endpoint(), Transport.WEBSOCKET)) {
      server.push(agent.tag(), config);
      return agent.awaitOffer().getRemoteConfig().getConfigHash();
    }
  }

  @Test
  void everyAcknowledgedUploadSurvivesAKill(@TempDir Path data) {
    try (var server = MusterServer.start(MusterProcess.server().on(data))) {
      for (int i = 0; i < 20; i++) {
        var pushed = server.push("kept" + i, ConfigFiles.yaml("a: " + i + "\n"));
        assertThat(pushed.accepted()).as("%s", pushed).isTrue();
      }
      server.process().kill();
      server.process().startAgain();
      for (int i = 0; i < 20; i++) {
        assertThat(server.request("GET", "/api/v1/configs/kept" + i, "").status()).isEqualTo(200);
        assertThat(server.request("GET", "/api/v1/targets/kept" + i, "").status()).isEqualTo(200);
      }
    }
  }
}
