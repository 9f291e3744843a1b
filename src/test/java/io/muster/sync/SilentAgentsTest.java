package io.muster.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.agent.Attempt;
import io.muster.agent.ConfigComparison;
import io.muster.agent.OfferKind;
import io.muster.agent.SyncCause;
import io.muster.agent.SyncState;
import io.muster.agent.Transport;
import io.muster.fleet.AgentConnection;
import io.muster.fleet.KnownAgent;
import io.muster.fleet.Offer.Due;
import io.muster.fleet.OfferDecision;
import io.muster.fleet.OfferRegistry;
import io.muster.fleet.OfferScheduler.Beginning;
import io.muster.fleet.Report;
import io.muster.fleet.ReportOutcome;
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
import io.muster.protocol.proto.ComponentHealth;
import io.muster.protocol.proto.EffectiveConfig;
import io.muster.protocol.proto.RemoteConfigStatus;
import io.muster.redaction.SecretKeys;
import io.muster.telemetry.FleetMetrics;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Agents without ReportsRemoteConfig, as supervisors are by default. */
class SilentAgentsTest {

  private static final InstanceUid UID = InstanceUid.parse("0190e0a2-0000-7000-8000-000000000001");
  private static final AgentCapabilities SILENT =
      AgentCapabilities.of(
          AgentCapability.REPORTS_STATUS,
          AgentCapability.ACCEPTS_REMOTE_CONFIG,
          AgentCapability.REPORTS_HEALTH,
          AgentCapability.REPORTS_EFFECTIVE_CONFIG);
  private static final AgentCapabilities DUMB =
      AgentCapabilities.of(AgentCapability.REPORTS_STATUS, AgentCapability.ACCEPTS_REMOTE_CONFIG);
  private static final String OLD = "exporters: {otlp: {endpoint: 'old:1'}, debug: {a: 1}}";
  private static final String NEW = "exporters: {otlp: {endpoint: 'new:1'}}";

  private final TestFleet fleet = new TestFleet();
  private final World world = new World();
  private final ConfigOffer config =
      new ConfigOffer(
          world.policies,
          new Fallbacks(world.resolver, world.policies, () -> TestFleet.NOW),
          () -> TestFleet.NOW);
  private final SyncStates states =
      new SyncStates(
          fleet.fleet(),
          fleet.settings(),
          world.policies,
          fleet.offers(),
          new SecretKeys(SecretKeys.DEFAULT),
          new FleetMetrics(new SimpleMeterRegistry()));
  private final FailureClusters failures =
      new FailureClusters(fleet.fleet(), OfferRegistry.of(config), states);
  private AgentCapabilities capabilities = SILENT;
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
    return fleet.reporting().report(new Report(WireUid.of(UID), sent, link))
            instanceof ReportOutcome.Accepted accepted
        ? accepted.agent()
        : fleet.fleet().find(UID).orElseThrow();
  }

  private static AgentToServer.Builder runs(String yaml) {
    AgentConfigFile file =
        AgentConfigFile.newBuilder().setBody(ByteString.copyFromUtf8(yaml)).build();
    return AgentToServer.newBuilder()
        .setHealth(ComponentHealth.newBuilder().setHealthy(true))
        .setEffectiveConfig(
            EffectiveConfig.newBuilder()
                .setConfigMap(AgentConfigMap.newBuilder().putConfigMap("", file)));
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

  private void reconnects(KnownAgent agent) {
    fleet.fleet().disconnected(agent, connection++);
  }

  private SyncCause cause(KnownAgent agent) {
    return states.of(agent, fleet.clock().instant()).cause();
  }

  private Attempt attempt(KnownAgent agent) {
    return agent.state().facts().attempts().newest(OfferKind.CONFIG).orElseThrow();
  }

  private void wants(String yaml) {
    world.put("prod", yaml);
    world.target("prod", "", "prod", 100);
  }

  /** Time, reconnects and rounds, in which nothing more may be sent. */
  private int sentInAnHour(KnownAgent agent) {
    int sent = 0;
    for (int i = 0; i < 60; i++) {
      fleet.pass(Duration.ofMinutes(1));
      if (i % 5 == 0) {
        reconnects(agent);
      }
      says(AgentToServer.newBuilder());
      sent += sent(agent);
      states.round();
    }
    return sent;
  }

  @Test
  void whatItRunsIsItsAnswer() {
    wants(NEW);
    KnownAgent agent = says(runs(OLD));
    assertThat(sent(agent)).isEqualTo(1);
    states.round();
    assertThat(cause(agent)).isEqualTo(SyncCause.AWAITING_ANSWER);
    says(runs(NEW));
    states.round();
    assertThat(cause(agent)).isEqualTo(SyncCause.CONFIRMED);
    assertThat(attempt(agent).state()).isEqualTo(Attempt.State.APPLIED);
    assertThat(sentInAnHour(agent)).isZero();
    assertThat(cause(agent)).isEqualTo(SyncCause.CONFIRMED);
    assertThat(failures.clusters(any -> true)).isEmpty();
  }

  @Test
  void aLookAtItAloneNotesTheAnswerToo() {
    wants(NEW);
    KnownAgent agent = says(runs(OLD));
    assertThat(sent(agent)).isEqualTo(1);
    says(runs(NEW));
    assertThat(states.examined(agent, fleet.clock().instant()).cause())
        .isEqualTo(SyncCause.CONFIRMED);
    assertThat(attempt(agent).state()).isEqualTo(Attempt.State.APPLIED);
  }

  @Test
  void whatItRanBeforeIsNoAnswerAlthoughItHasAllOfTheNewConfig() {
    wants("exporters: {debug: {a: 1}}");
    KnownAgent agent = says(runs(OLD));
    fleet.pass(Duration.ofSeconds(1));
    assertThat(sent(agent)).isEqualTo(1);
    states.round();
    assertThat(cause(agent)).isEqualTo(SyncCause.AWAITING_ANSWER);
    fleet.pass(Duration.ofSeconds(61));
    assertThat(sent(agent)).isZero();
    states.round();
    assertThat(cause(agent)).as("it said nothing else in time").isEqualTo(SyncCause.CONFIRMED);
  }

  @Test
  void whoRunsSomethingElseFailedAndIsNotSentItAgain() {
    wants(NEW);
    KnownAgent agent = says(runs(OLD));
    assertThat(sent(agent)).isEqualTo(1);
    fleet.pass(Duration.ofSeconds(61));
    assertThat(sent(agent)).isZero();
    states.round();
    assertThat(cause(agent)).isEqualTo(SyncCause.NOT_TAKEN);
    assertThat(attempt(agent).state()).isEqualTo(Attempt.State.NO_ANSWER);
    assertThat(attempt(agent).error())
        .isEqualTo("/exporters/otlp/endpoint should be new:1, and is old:1");
    assertThat(failures.clusters(any -> true)).hasSize(1);
    assertThat(sentInAnHour(agent)).isZero();
    says(runs(NEW));
    states.round();
    assertThat(cause(agent)).as("at last").isEqualTo(SyncCause.CONFIRMED);
    assertThat(failures.clusters(any -> true)).isEmpty();
  }

  @Test
  void whoTellsNothingAtAllIsUnconfirmedAndNotSentItAgain() {
    capabilities = DUMB;
    wants(NEW);
    KnownAgent agent = says(AgentToServer.newBuilder());
    assertThat(sent(agent)).isEqualTo(1);
    fleet.pass(Duration.ofSeconds(61));
    assertThat(sent(agent)).isZero();
    assertThat(states.of(agent, fleet.clock().instant()).state()).isEqualTo(SyncState.UNCONFIRMED);
    assertThat(sentInAnHour(agent)).isZero();
    wants(OLD);
    assertThat(sent(agent)).as("another config").isEqualTo(1);
    fleet.pass(Duration.ofSeconds(61));
    assertThat(sent(agent)).isZero();
    wants(NEW);
    assertThat(sent(agent)).as("back to the first").isEqualTo(1);
  }

  @Test
  void aLostConnectionHasItSentOnceMoreAndNeverAThirdTime() {
    wants(NEW);
    KnownAgent agent = says(runs(OLD));
    int sent = sent(agent);
    for (int i = 0; i < 10; i++) {
      reconnects(agent);
      says(AgentToServer.newBuilder());
      sent += sent(agent);
    }
    assertThat(sent).isEqualTo(2);
    assertThat(attempt(agent).state()).isEqualTo(Attempt.State.UNCONFIRMED);
  }

  @Test
  void aBlankStatusOfOneThatTellsNoneIsNoLossOfMemory() {
    wants(NEW);
    KnownAgent agent = says(runs(OLD));
    assertThat(sent(agent)).isEqualTo(1);
    says(runs(NEW));
    states.round();
    reconnects(agent);
    says(AgentToServer.newBuilder().setRemoteConfigStatus(RemoteConfigStatus.getDefaultInstance()));
    assertThat(sent(agent)).isZero();
    assertThat(attempt(agent).state()).isEqualTo(Attempt.State.APPLIED);
  }

  @Test
  void whoIsUnhealthyWithItIsNotInSync() {
    wants(NEW);
    KnownAgent agent = says(runs(OLD));
    assertThat(sent(agent)).isEqualTo(1);
    says(runs(NEW).setHealth(ComponentHealth.newBuilder().setHealthy(false)));
    states.round();
    fleet.pass(Duration.ofSeconds(11));
    assertThat(cause(agent)).isEqualTo(SyncCause.UNHEALTHY);
  }

  @Test
  void whatItWasSeenToRunAndRunsNoMoreIsADrift() {
    wants(NEW);
    KnownAgent agent = says(runs(OLD));
    assertThat(sent(agent)).isEqualTo(1);
    says(runs(NEW));
    states.round();
    fleet.pass(Duration.ofMinutes(2));
    says(runs(OLD));
    states.round();
    assertThat(cause(agent)).isEqualTo(SyncCause.EFFECTIVE_DIFFERS);
    assertThat(sentInAnHour(agent)).as("a drift is not repaired").isZero();
  }

  @Test
  void anOperatorsRetryOffersItOnceMore() {
    capabilities = DUMB;
    wants(NEW);
    KnownAgent agent = says(AgentToServer.newBuilder());
    assertThat(sent(agent)).isEqualTo(1);
    fleet.pass(Duration.ofSeconds(61));
    assertThat(sent(agent)).isZero();
    fleet.fleet().retry(agent).join();
    assertThat(sent(agent)).isEqualTo(1);
  }

  @Test
  void whoTakesNoConfigsIsViewOnlyWhateverItRuns() {
    capabilities =
        AgentCapabilities.of(
            AgentCapability.REPORTS_STATUS, AgentCapability.REPORTS_EFFECTIVE_CONFIG);
    wants(NEW);
    KnownAgent agent = says(runs(OLD));
    assertThat(sent(agent)).isZero();
    states.round();
    assertThat(states.examined(agent, fleet.clock().instant()).cause())
        .isEqualTo(SyncCause.VIEW_ONLY);
  }

  @Test
  void whoTakesSignedMessagesOnlyIsAFailureWithThatCauseAlsoWhileItIsAway() {
    capabilities =
        AgentCapabilities.of(
            AgentCapability.REPORTS_STATUS,
            AgentCapability.ACCEPTS_REMOTE_CONFIG,
            AgentCapability.REQUIRES_PAYLOAD_TRUST_VERIFICATION);
    wants(NEW);
    KnownAgent agent = says(AgentToServer.newBuilder());
    assertThat(cause(agent)).isEqualTo(SyncCause.REQUIRES_SIGNED_MESSAGES);
    assertThat(states.examined(agent, fleet.clock().instant()).cause())
        .isEqualTo(SyncCause.REQUIRES_SIGNED_MESSAGES);
    assertThat(failures.clusters(any -> true))
        .singleElement()
        .satisfies(cluster -> {
          assertThat(cluster.cause()).isEqualTo("requires_signed_messages");
          assertThat(cluster.state()).isEqualTo("INCAPABLE");
          assertThat(cluster.configs()).containsExactly("prod@1");
          assertThat(cluster.agents()).isOne();
        });
    reconnects(agent);
    fleet.pass(Duration.ofMinutes(10));
    assertThat(failures.clusters(any -> true)).hasSize(1);
  }

  private KnownAgent settledWith(String effective) {
    wants(NEW);
    KnownAgent agent = says(runs(OLD));
    assertThat(sent(agent)).isEqualTo(1);
    says(runs(effective));
    states.round();
    fleet.pass(Duration.ofSeconds(61));
    states.round();
    assertThat(cause(agent)).isEqualTo(SyncCause.CONFIRMED);
    return agent;
  }

  private static final String ADDED =
      "exporters: {otlp: {endpoint: 'new:1'}, file: {path: /tmp/x}}";

  @Test
  void whatIsAddedByHandWhileItRunsIsADriftWithItsPath() {
    KnownAgent agent = settledWith(NEW);
    says(runs(ADDED));
    states.round();
    assertThat(cause(agent)).isEqualTo(SyncCause.EFFECTIVE_DIFFERS);
    assertThat(states.of(agent, fleet.clock().instant()).comparison())
        .isInstanceOfSatisfying(
            ConfigComparison.Differs.class,
            differs -> assertThat(differs.path()).startsWith("/exporters/file"));
    says(runs(NEW));
    states.round();
    assertThat(cause(agent)).as("taken back").isEqualTo(SyncCause.CONFIRMED);
  }

  @Test
  void aNewProcessIsMeasuredByWhatItRunsFirst() {
    KnownAgent agent = settledWith(NEW);
    reconnects(agent);
    sequence = 0;
    says(runs(ADDED));
    states.round();
    assertThat(cause(agent)).isEqualTo(SyncCause.CONFIRMED);
    says(runs(NEW));
    states.round();
    assertThat(cause(agent)).as("measured by that now").isEqualTo(SyncCause.EFFECTIVE_DIFFERS);
  }

  @Test
  void aReconnectOfTheSameProcessIsNoExcuse() {
    KnownAgent agent = settledWith(NEW);
    reconnects(agent);
    says(runs(ADDED));
    states.round();
    assertThat(cause(agent)).isEqualTo(SyncCause.EFFECTIVE_DIFFERS);
  }

  @Test
  void anotherConfigThatItAppliesIsNoChangeByHand() {
    KnownAgent agent = settledWith(NEW);
    wants(ADDED);
    assertThat(sent(agent)).isEqualTo(1);
    says(runs(ADDED));
    states.round();
    fleet.pass(Duration.ofMinutes(2));
    states.round();
    assertThat(cause(agent)).isEqualTo(SyncCause.CONFIRMED);
  }
}
