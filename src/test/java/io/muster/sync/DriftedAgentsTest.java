package io.muster.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.agent.Attempt;
import io.muster.agent.OfferKind;
import io.muster.agent.SyncCause;
import io.muster.agent.Transport;
import io.muster.config.EncodedRevision;
import io.muster.fleet.AgentConnection;
import io.muster.fleet.KnownAgent;
import io.muster.fleet.Offer.Due;
import io.muster.fleet.OfferDecision;
import io.muster.fleet.OfferScheduler.Beginning;
import io.muster.fleet.Report;
import io.muster.fleet.TestFleet;
import io.muster.policy.ConfigOffer;
import io.muster.policy.Fallbacks;
import io.muster.policy.World;
import io.muster.protocol.AgentCapabilities;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.WireUid;
import io.muster.protocol.proto.AgentConfigFile;
import io.muster.protocol.proto.AgentConfigMap;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.EffectiveConfig;
import io.muster.protocol.proto.RemoteConfigStatus;
import io.muster.protocol.proto.RemoteConfigStatuses;
import io.muster.redaction.SecretKeys;
import io.muster.telemetry.FleetMetrics;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Agents that run something else than they were given, and operators who want them put back. */
class DriftedAgentsTest {

  private static final InstanceUid UID = InstanceUid.parse("0190e0a2-0000-7000-8000-000000000001");
  private static final AgentCapabilities SILENT =
      AgentCapabilities.of(
          AgentCapability.REPORTS_STATUS,
          AgentCapability.ACCEPTS_REMOTE_CONFIG,
          AgentCapability.REPORTS_EFFECTIVE_CONFIG);
  private static final AgentCapabilities TELLING =
      new AgentCapabilities(SILENT.bits() | AgentCapability.REPORTS_REMOTE_CONFIG.bit());
  private static final String WANTED = "exporters: {otlp: {endpoint: 'gw:1'}}";
  private static final String EDITED = "exporters: {otlp: {endpoint: 'gw:9'}}";

  private final TestFleet fleet = new TestFleet();
  private final World world = new World();
  private final ConfigOffer config =
      new ConfigOffer(
          world.policies,
          new Fallbacks(world.resolver, world.policies, fleet.clock()),
          fleet.clock());
  private final SyncStates states =
      new SyncStates(
          fleet.fleet(),
          fleet.settings(),
          world.policies,
          fleet.offers(),
          new SecretKeys(SecretKeys.DEFAULT),
          new FleetMetrics(new SimpleMeterRegistry()));
  private AgentCapabilities capabilities = TELLING;
  private long connection = 1;
  private long sequence;

  private KnownAgent says(AgentToServer.Builder message) {
    AgentConnection link =
        new AgentConnection(connection, Transport.WEBSOCKET, fleet.clock().instant(), "test");
    AgentToServer sent =
        message
            .setInstanceUid(UID.toBytes())
            .setSequenceNum(sequence++)
            .setCapabilities(capabilities.bits())
            .build();
    var _ = fleet.reporting().report(new Report(WireUid.of(UID), sent, link));
    states.round();
    return fleet.fleet().find(UID).orElseThrow();
  }

  private static AgentToServer.Builder runs(String yaml) {
    AgentConfigFile file =
        AgentConfigFile.newBuilder().setBody(ByteString.copyFromUtf8(yaml)).build();
    return AgentToServer.newBuilder()
        .setEffectiveConfig(
            EffectiveConfig.newBuilder()
                .setConfigMap(AgentConfigMap.newBuilder().putConfigMap("", file)));
  }

  /** As an agent tells everything about itself, where it tells a status at all. */
  private AgentToServer.Builder applied(KnownAgent agent, String yaml) {
    AgentToServer.Builder message = runs(yaml);
    if (capabilities.equals(TELLING)) {
      message.setRemoteConfigStatus(
          RemoteConfigStatus.newBuilder()
              .setLastRemoteConfigHash(attempt(agent).hash().bytes())
              .setStatus(RemoteConfigStatuses.RemoteConfigStatuses_APPLIED));
    }
    return message;
  }

  /** How often the config is sent now, as an outbox would. */
  private int sent(KnownAgent agent) {
    OfferDecision decision = fleet.offers().advance(agent, config);
    if (decision instanceof OfferDecision.Begin(Due due)) {
      fleet.offers().begin(List.of(new Beginning(agent, OfferKind.CONFIG, due))).join();
      decision = fleet.offers().advance(agent, config);
    }
    if (decision instanceof OfferDecision.Send(Due due)) {
      fleet.offers().written(agent, OfferKind.CONFIG, due);
      return 1;
    }
    return 0;
  }

  private SyncCause cause(KnownAgent agent) {
    return states.of(agent, fleet.clock().instant()).cause();
  }

  private static Attempt attempt(KnownAgent agent) {
    return agent.state().facts().attempts().newest(OfferKind.CONFIG).orElseThrow();
  }

  private KnownAgent drifted() {
    KnownAgent agent =
        says(
            runs("exporters: {debug: {}}")
                .setRemoteConfigStatus(RemoteConfigStatus.getDefaultInstance()));
    world.put("prod", WANTED);
    world.target("prod", "", "prod", 100);
    assertThat(sent(agent)).isEqualTo(1);
    says(applied(agent, WANTED));
    assertThat(cause(agent)).isEqualTo(SyncCause.CONFIRMED);
    fleet.pass(Duration.ofMinutes(5));
    says(runs(EDITED));
    assertThat(cause(agent)).isEqualTo(SyncCause.EFFECTIVE_DIFFERS);
    return agent;
  }

  private void sendAnew(KnownAgent agent) {
    EncodedRevision from = states.driftedFrom(agent, fleet.clock().instant()).orElseThrow();
    fleet.fleet().sendAnew(agent, OfferKind.CONFIG, from.hash(), from.text()).join();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoIsToBePutBackIsSentItsConfigOnceMore(boolean tells) {
    capabilities = tells ? TELLING : SILENT;
    KnownAgent agent = drifted();
    assertThat(sent(agent)).as("by itself nothing is put back").isZero();
    sendAnew(agent);
    assertThat(sent(agent)).isEqualTo(1);
    assertThat(sent(agent)).isZero();
    says(applied(agent, WANTED));
    assertThat(attempt(agent).state()).isEqualTo(Attempt.State.APPLIED);
    fleet.pass(Duration.ofMinutes(5));
    assertThat(cause(agent)).isEqualTo(SyncCause.CONFIRMED);
    assertThat(sent(agent)).isZero();
  }

  @Test
  void anAgentThatDoesNothingWithWhatItHasAlreadyIsSentItOnceAndStaysDrifted() {
    KnownAgent agent = drifted();
    sendAnew(agent);
    assertThat(sent(agent)).isEqualTo(1);
    int more = 0;
    for (int minutes = 0; minutes < 30; minutes++) {
      fleet.pass(Duration.ofMinutes(1));
      says(AgentToServer.newBuilder());
      more += sent(agent);
    }
    assertThat(more).isZero();
    assertThat(attempt(agent).state()).isEqualTo(Attempt.State.APPLIED);
    assertThat(cause(agent)).isEqualTo(SyncCause.EFFECTIVE_DIFFERS);
  }

  @Test
  void thatItHasTheConfigIsNoAnswerBeforeItWasSentAgain() {
    KnownAgent agent = drifted();
    sendAnew(agent);
    says(applied(agent, EDITED));
    assertThat(sent(agent)).isEqualTo(1);
  }

  @Test
  void whoGoesAndComesBackIsSentItThenButNotADayLater() {
    KnownAgent agent = drifted();
    sendAnew(agent);
    fleet.fleet().disconnected(agent, connection++);
    fleet.pass(Duration.ofHours(23));
    sequence = 0;
    says(applied(agent, EDITED));
    assertThat(sent(agent)).isEqualTo(1);

    says(applied(agent, EDITED));
    fleet.pass(Duration.ofMinutes(5));
    sendAnew(agent);
    fleet.pass(Duration.ofHours(25));
    says(applied(agent, EDITED));
    assertThat(sent(agent)).isZero();
    fleet.pass(Duration.ofMinutes(5));
    assertThat(cause(agent)).isEqualTo(SyncCause.EFFECTIVE_DIFFERS);
  }

  @Test
  void whatIsOnItsWayIsNotBegunAnew() {
    KnownAgent agent = drifted();
    sendAnew(agent);
    assertThat(sent(agent)).isEqualTo(1);
    sendAnew(agent);
    assertThat(sent(agent)).isZero();
  }

  @Test
  void whoRunsWhatItShouldHasNothingToBePutBack() {
    KnownAgent agent = drifted();
    says(runs(WANTED));
    assertThat(states.driftedFrom(agent, fleet.clock().instant())).isEmpty();
  }
}
