package io.muster.conformance;

import static io.muster.conformance.Answers.SILENCE;
import static io.muster.conformance.Answers.asksForFullState;
import static io.muster.conformance.Answers.assertQuiet;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.conformance.wire.Agent;
import io.muster.conformance.wire.Bits;
import io.muster.conformance.wire.Messages;
import io.muster.conformance.wire.Transport;
import io.muster.protocol.proto.ComponentHealth;
import io.muster.protocol.proto.RemoteConfigStatuses;
import io.muster.protocol.proto.ServerToAgent;

/** CAP: who can do what. */
@Conformance
class CapabilitiesIT {

  private final ServerUnderTest server;

  CapabilitiesIT(ServerUnderTest server) {
    this.server = server;
  }

  private Agent agent(Transport transport, long bits) {
    return Agent.connect(server.endpoint(), transport).capabilities(bits);
  }

  @OverBothTransports
  @Check({"CAP-1", "CAP-2", "CAP-3", "IN-2"})
  void theFirstAnswerOfEachConnectionHasDefinedCapabilities(Transport transport) {
    try (var agent = agent(transport, Bits.CONFIGURABLE)) {
      assertDefinedCapabilities(agent.introduce());
      // Over HTTP a connection means nothing, so only the first answer of all counts.
      for (int i = 0; i < 3 && transport == Transport.WEBSOCKET; i++) {
        agent.reconnect();
        assertDefinedCapabilities(agent.heartbeat());
      }
    }
  }

  private static void assertDefinedCapabilities(ServerToAgent first) {
    assertThat(first.getCapabilities() & Bits.ACCEPTS_STATUS).isEqualTo(Bits.ACCEPTS_STATUS);
    assertThat(first.getCapabilities() & ~Bits.DEFINED_SERVER_BITS).isZero();
    assertThat(first.getFlags() & ~3).isZero();
  }

  @OverBothTransports
  @Check("CAP-1")
  void afterAnErrorTheNextAnswerHasThem(Transport transport) {
    try (var agent = agent(transport, Bits.CONFIGURABLE)) {
      agent.say(agent.message().clearInstanceUid());
      assertThat(agent.introduce().getCapabilities() & Bits.ACCEPTS_STATUS).isNotZero();
    }
  }

  @OverBothTransports
  @Check("CAP-4")
  @Needs(Ability.MUSTER_DECISIONS)
  void onlyWhatTheServerDoesIsAdvertised(Transport transport) {
    try (var agent = agent(transport, Bits.CONFIGURABLE)) {
      // Status, remote and effective config, package statuses, connection settings; no packages, no
      // CSR.
      assertThat(agent.introduce().getCapabilities()).isEqualTo(0x1 | 0x2 | 0x4 | 0x10 | 0x20);
    }
  }

  @OverBothTransports
  @Check({"CAP-5", "RC-1"})
  @Needs({Ability.PUSH_CONFIG, Ability.COMMAND_AGENTS})
  void nothingIsSentThatTheAgentHasNoCapabilityFor(Transport transport) {
    try (var agent = agent(transport, Bits.REPORTS_STATUS | Bits.REPORTS_REMOTE_CONFIG)) {
      agent.introduce();
      server.push(agent.tag(), ConfigFiles.unique());
      assertThat(server.restartAgent(agent.uid()).status()).isEqualTo(409);
      assertThat(agent.listen(SILENCE))
          .noneMatch(m ->
              m.hasRemoteConfig()
                  || m.hasCommand()
                  || m.hasConnectionSettings()
                  || m.hasPackagesAvailable());
      assertThat(agent.heartbeat().hasRemoteConfig()).isFalse();
    }
  }

  @OverBothTransports
  @Check("CAP-6")
  @Needs(Ability.PUSH_CONFIG)
  void capabilitiesMayChangeAtAnyTime(Transport transport) {
    try (var agent = agent(transport, Bits.CONFIGURABLE)) {
      agent.introduce();
      agent.capabilities(Bits.REPORTS_STATUS | Bits.REPORTS_REMOTE_CONFIG).heartbeat();
      server.push(agent.tag(), ConfigFiles.unique());
      assertThat(agent.listen(SILENCE)).noneMatch(ServerToAgent::hasRemoteConfig);
      agent.capabilities(Bits.CONFIGURABLE);
      assertThat(agent.heartbeat().hasRemoteConfig()).isTrue();
    }
  }

  @OverBothTransports
  @Check("CAP-7")
  @Needs({Ability.PUSH_CONFIG, Ability.SEE_AGENTS})
  void zeroMeansNotRepeated(Transport transport) {
    try (var agent = agent(transport, Bits.CONFIGURABLE | Bits.REPORTS_HEARTBEAT)) {
      agent.introduce();
      agent.capabilities(0);
      assertQuiet(agent.heartbeat(), agent.uid());
      assertThat(server.agent(agent.uid()).orElseThrow().has("ReportsHeartbeat")).isTrue();
      server.push(agent.tag(), ConfigFiles.unique());
      assertThat(agent.awaitOffer().hasRemoteConfig()).isTrue();
    }
  }

  @OverBothTransports
  @Check("CAP-8")
  @Needs(Ability.PUSH_CONFIG)
  void anAgentWithoutReportsStatusIsConfigured(Transport transport) {
    // The Java client of 2026: config and effective config, but not ReportsStatus.
    try (var agent = agent(transport, 0x1006)) {
      var complete =
          agent.complete().setEffectiveConfig(Messages.effectiveConfig("", "a: 1", "text/yaml"));
      assertQuiet(agent.say(complete), agent.uid());
      server.push(agent.tag(), ConfigFiles.unique());
      var hash = agent.awaitOffer().getRemoteConfig().getConfigHash();
      var applied = Messages.status(hash, RemoteConfigStatuses.RemoteConfigStatuses_APPLIED);
      assertQuiet(agent.say(agent.message().setRemoteConfigStatus(applied)), agent.uid());
    }
  }

  @OverBothTransports
  @Check("CAP-9")
  void unknownBitsDoNoHarm(Transport transport) {
    try (var agent = agent(transport, Bits.CONFIGURABLE | 1L << 40 | 1L << 63)) {
      assertQuiet(agent.introduce(), agent.uid());
      assertQuiet(agent.heartbeat(), agent.uid());
    }
  }

  @OverBothTransports
  @Check("CAP-10")
  void completeMeansWhatTheCapabilitiesPromise(Transport transport) {
    try (var agent = agent(transport, Bits.REPORTS_STATUS)) {
      var described = agent.message().setAgentDescription(Messages.description(agent.tag()));
      assertQuiet(agent.say(described), agent.uid());
      agent.sequence(agent.sequence() + 3);
      var again = agent.message().setAgentDescription(Messages.description(agent.tag()));
      assertQuiet(agent.say(again), agent.uid());
    }
    try (var agent = agent(transport, Bits.REPORTS_STATUS | Bits.REPORTS_HEALTH)) {
      var described = agent.message().setAgentDescription(Messages.description(agent.tag()));
      assertThat(asksForFullState(agent.say(described))).as("health is promised").isTrue();
    }
  }

  @OverBothTransports
  @Check("CAP-10")
  @Needs(Ability.SEE_AGENTS)
  void whatArrivesWithoutBeingPromisedIsStored(Transport transport) {
    try (var agent = agent(transport, Bits.REPORTS_STATUS)) {
      var health = ComponentHealth.newBuilder().setHealthy(true).setStatus("unasked");
      agent.say(agent.complete().setHealth(health));
      var view = server.agent(agent.uid()).orElseThrow();
      assertThat(view.health().path("status").asText()).isEqualTo("unasked");
    }
  }
}
