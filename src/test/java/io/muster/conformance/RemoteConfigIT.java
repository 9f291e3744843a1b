package io.muster.conformance;

import static io.muster.conformance.Answers.SILENCE;
import static io.muster.conformance.Answers.assertAccepted;
import static io.muster.conformance.Answers.assertQuiet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.Bits;
import io.muster.conformance.wire.Messages;
import io.muster.conformance.wire.Transport;
import io.muster.protocol.proto.AgentDisconnect;
import io.muster.protocol.proto.RemoteConfigStatus;
import io.muster.protocol.proto.RemoteConfigStatuses;
import io.muster.protocol.proto.ServerToAgent;
import org.junit.jupiter.api.Test;

/** RC-2 to RC-10, RC-15: the conversation about a config. */
@Conformance
@Needs({Ability.PUSH_CONFIG, Ability.SEE_AGENTS})
class RemoteConfigIT {

  private final ServerUnderTest server;

  RemoteConfigIT(ServerUnderTest server) {
    this.server = server;
  }

  private Agent introduced(Transport transport) {
    return Agent.introduced(server.endpoint(), transport);
  }

  private ByteString pushAndTake(Agent agent, ConfigFiles config) {
    var pushed = server.push(agent.tag(), config);
    assertThat(pushed.accepted()).as("%s", pushed).isTrue();
    return agent.awaitOffer().getRemoteConfig().getConfigHash();
  }

  private static ServerToAgent report(Agent agent, ByteString hash, RemoteConfigStatuses status) {
    return agent.say(agent.message().setRemoteConfigStatus(Messages.status(hash, status)));
  }

  private static ServerToAgent applied(Agent agent, ByteString hash) {
    return report(agent, hash, RemoteConfigStatuses.RemoteConfigStatuses_APPLIED);
  }

  private static ServerToAgent applying(Agent agent, ByteString hash) {
    return report(agent, hash, RemoteConfigStatuses.RemoteConfigStatuses_APPLYING);
  }

  private static ServerToAgent failed(Agent agent, ByteString hash) {
    return report(agent, hash, RemoteConfigStatuses.RemoteConfigStatuses_FAILED);
  }

  private static void assertNoOffer(Agent agent) {
    for (int i = 0; i < 5; i++) {
      assertThat(agent.heartbeat().hasRemoteConfig()).isFalse();
    }
    assertThat(agent.listen(SILENCE)).noneMatch(ServerToAgent::hasRemoteConfig);
  }

  @OverBothTransports
  @Check({"RC-2", "RC-3"})
  void aConfigComesAsSoonAsTheTransportAllowsAndHasAHash(Transport transport) {
    try (var agent = introduced(transport)) {
      assertThat(server.push(agent.tag(), ConfigFiles.yaml("a: " + agent.tag())).accepted())
          .isTrue();
      var offer = transport == Transport.WEBSOCKET ? agent.socket().receive() : agent.heartbeat();
      assertThat(offer.hasRemoteConfig()).isTrue();
      assertThat(offer.getRemoteConfig().getConfigHash().isEmpty()).isFalse();
      var config = offer.getRemoteConfig().getConfig();
      assertThat(config.getConfigMapMap()).containsOnlyKeys("collector.yaml");
      var file = config.getConfigMapOrThrow("collector.yaml");
      assertThat(file.getBody().toStringUtf8()).isEqualTo("a: " + agent.tag());
      assertThat(file.getContentType()).isEqualTo("text/yaml");
    }
  }

  @OverBothTransports
  @Check("RC-2")
  void aConfigThatWasThereBeforeTheAgentComesInTheFirstAnswer(Transport transport) {
    try (var agent = Agent.connect(server.endpoint(), transport)) {
      server.push(agent.tag(), ConfigFiles.unique());
      assertThat(agent.introduce().hasRemoteConfig()).isTrue();
    }
  }

  @OverBothTransports
  @Check({"RC-5", "RC-7"})
  void anAgentThatHasItIsLeftInPeace(Transport transport) {
    try (var agent = introduced(transport)) {
      var hash = pushAndTake(agent, ConfigFiles.unique());
      assertThat(applying(agent, hash).hasRemoteConfig()).isFalse();
      assertQuiet(applied(agent, hash), agent.uid());
      assertNoOffer(agent);
      var view = server.agent(agent.uid()).orElseThrow();
      assertThat(view.reportedStatus()).isEqualTo("APPLIED");
      assertThat(view.desiredHash()).isEqualTo(Messages.hex(hash));
      agent.reconnect();
      assertThat(agent.heartbeat().hasRemoteConfig()).isFalse();
      var complete =
          agent
              .complete()
              .setRemoteConfigStatus(
                  Messages.status(hash, RemoteConfigStatuses.RemoteConfigStatuses_APPLIED));
      assertThat(agent.say(complete).hasRemoteConfig()).isFalse();
    }
  }

  @OverBothTransports
  @Check("RC-6")
  void anAgentWithAnotherHashGetsTheConfigInThatVeryAnswer(Transport transport) {
    try (var agent = Agent.connect(server.endpoint(), transport)) {
      server.push(agent.tag(), ConfigFiles.unique());
      var stale = ByteString.copyFromUtf8("what I had last week");
      var complete =
          agent
              .complete()
              .setRemoteConfigStatus(
                  Messages.status(stale, RemoteConfigStatuses.RemoteConfigStatuses_APPLIED));
      assertThat(agent.say(complete).hasRemoteConfig()).isTrue();
    }
  }

  @OverBothTransports
  @Check("RC-8")
  void failedIsFinalUntilTheConfigChanges(Transport transport) {
    try (var agent = introduced(transport)) {
      var config = ConfigFiles.unique();
      var hash = pushAndTake(agent, config);
      assertThat(applying(agent, hash).hasRemoteConfig()).isFalse();
      assertNoOffer(agent);
      assertThat(failed(agent, hash).hasRemoteConfig()).isFalse();
      assertNoOffer(agent);
      agent.reconnect();
      assertThat(agent.heartbeat().hasRemoteConfig()).isFalse();
      // A -> B -> A does not forget that A failed here.
      var other = pushAndTake(agent, ConfigFiles.unique());
      assertThat(other).isNotEqualTo(hash);
      applied(agent, other);
      server.push(agent.tag(), config);
      assertNoOffer(agent);
      assertThat(server.agent(agent.uid()).orElseThrow().desiredHash())
          .isEqualTo(Messages.hex(hash));
    }
  }

  @OverBothTransports
  @Check("RC-8")
  @Needs(Ability.MUSTER_DECISIONS)
  void anOperatorMayRetryAFailedConfig(Transport transport) {
    try (var agent = introduced(transport)) {
      var hash = pushAndTake(agent, ConfigFiles.unique());
      failed(agent, hash);
      assertNoOffer(agent);
      var retried =
          ((MusterServer) server)
              .request("POST", "/api/v1/agents/" + Messages.text(agent.uid()) + "/retry", "");
      assertThat(retried.accepted()).as("%s", retried).isTrue();
      assertThat(agent.awaitOffer().getRemoteConfig().getConfigHash()).isEqualTo(hash);
    }
  }

  @OverBothTransports
  @Check("RC-9")
  void aRollbackByTheAgentNeverLeadsToTheFailedConfigAgain(Transport transport) {
    try (var agent = introduced(transport)) {
      var a = pushAndTake(agent, ConfigFiles.unique());
      applied(agent, a);
      var b = pushAndTake(agent, ConfigFiles.unique());
      assertThat(applied(agent, a).hasRemoteConfig()).isFalse();
      assertThat(applying(agent, b).hasRemoteConfig()).isFalse();
      assertThat(failed(agent, b).hasRemoteConfig()).isFalse();
      assertThat(applied(agent, a).hasRemoteConfig()).isFalse();
      assertNoOffer(agent);
    }
  }

  @OverBothTransports
  @Check("RC-10")
  void anAgentThatLostItsMemoryGetsTheConfigAgain(Transport transport) {
    try (var agent = introduced(transport)) {
      var hash = pushAndTake(agent, ConfigFiles.unique());
      applied(agent, hash);
      assertNoOffer(agent);
      agent.reconnect();
      agent.sequence(-1);
      var offer = agent.introduce();
      assertThat(offer.getRemoteConfig().getConfigHash()).isEqualTo(hash);
      assertNoOffer(agent);
    }
  }

  @OverBothTransports
  @Check("RC-15")
  void anAgentThatIgnoresOffersIsNotFlooded(Transport transport) {
    try (var agent = Agent.connect(server.endpoint(), transport)) {
      agent.capabilities(Bits.REPORTS_STATUS | Bits.ACCEPTS_REMOTE_CONFIG);
      var described = agent.message().setAgentDescription(Messages.description(agent.tag()));
      assertAccepted(agent.say(described), agent.uid());
      pushAndTake(agent, ConfigFiles.unique());
      int again = 0;
      for (int i = 0; i < 30; i++) {
        again += agent.heartbeat().hasRemoteConfig() ? 1 : 0;
      }
      assertThat(again).isZero();
    }
  }

  @OverBothTransports
  @Check("RC-14")
  void theEffectiveConfigIsShownAndNeverCompared(Transport transport) {
    try (var agent = Agent.connect(server.endpoint(), transport)) {
      agent.capabilities(Bits.CONFIGURABLE | Bits.REPORTS_EFFECTIVE_CONFIG);
      agent.say(
          agent
              .complete()
              .setEffectiveConfig(Messages.effectiveConfig("", "mine: 1", "text/yaml")));
      var hash = pushAndTake(agent, ConfigFiles.unique());
      var message =
          agent
              .message()
              .setRemoteConfigStatus(
                  Messages.status(hash, RemoteConfigStatuses.RemoteConfigStatuses_APPLIED))
              .setEffectiveConfig(Messages.effectiveConfig("", "quite: different", "yaml"));
      assertQuiet(agent.say(message), agent.uid());
      assertNoOffer(agent);
      assertThat(server.agent(agent.uid()).orElseThrow().json().toString())
          .contains("quite: different");
    }
  }

  @OverBothTransports
  @Check("RC-10")
  void anEmptyStatusAsksOnceEachTime(Transport transport) {
    try (var agent = introduced(transport)) {
      var hash = pushAndTake(agent, ConfigFiles.unique());
      applied(agent, hash);
      var unset = agent.message().setRemoteConfigStatus(RemoteConfigStatus.getDefaultInstance());
      assertThat(agent.say(unset).getRemoteConfig().getConfigHash()).isEqualTo(hash);
      assertNoOffer(agent);
    }
  }

  @Test
  @Check({"RC-2", "WS-10"})
  void anAgentWhoseConnectionWasTakenOverAndGivenBackIsReachedAgain() {
    try (var agent = introduced(Transport.WEBSOCKET)) {
      agent.say(agent.message().setAgentDisconnect(AgentDisconnect.getDefaultInstance()));
      try (var usurper = Agent.connect(server.endpoint(), Transport.WEBSOCKET)) {
        // What a proxy does that moves an agent, and has let go of it: so it is not contested.
        usurper.uid(agent.uid()).sequence(agent.sequence());
        usurper.introduce();
      }
      agent.sequence(agent.sequence() + 1);
      await()
          .untilAsserted(() ->
              assertThat(server.agent(agent.uid()).orElseThrow().status())
                  .isEqualTo("disconnected"));
      agent.introduce();

      var pushed = server.pushTo(agent.uid(), ConfigFiles.unique());

      assertThat(pushed.accepted()).as("%s", pushed).isTrue();
      assertThat(agent.socket().receive().hasRemoteConfig()).isTrue();
    }
  }
}
