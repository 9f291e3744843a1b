package io.muster.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.muster.agent.Attempt;
import io.muster.agent.OfferKind;
import io.muster.agent.SyncCause;
import io.muster.agent.Transport;
import io.muster.fleet.AgentConnection;
import io.muster.fleet.KnownAgent;
import io.muster.fleet.Offer.Due;
import io.muster.fleet.OfferDecision;
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
import io.muster.protocol.proto.RemoteConfigStatuses;
import io.muster.redaction.SecretKeys;
import io.muster.telemetry.FleetMetrics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Agents that were never sent a config and run what is wanted of them all the same. */
class AdoptedAgentsTest {

  private static final InstanceUid UID = InstanceUid.parse("0190e0a2-0000-7000-8000-000000000001");
  private static final AgentCapabilities SILENT =
      AgentCapabilities.of(
          AgentCapability.REPORTS_STATUS,
          AgentCapability.ACCEPTS_REMOTE_CONFIG,
          AgentCapability.REPORTS_HEALTH,
          AgentCapability.REPORTS_EFFECTIVE_CONFIG);
  private static final AgentCapabilities TELLING =
      new AgentCapabilities(SILENT.bits() | AgentCapability.REPORTS_REMOTE_CONFIG.bit());
  private static final RemoteConfigStatus BLANK = RemoteConfigStatus.getDefaultInstance();
  private static final String WANTED =
      "exporters: {otlp: {endpoint: 'gw:1', timeout: 60s}}\n"
          + "service: {pipelines: {traces: {receivers: [], exporters: [otlp]}}}";
  private static final String RUNS =
      "exporters: {otlp: {endpoint: 'gw:1', timeout: 1m0s, sizer: {}}}\n"
          + "extensions: {opamp: {ppid: 1}}\n"
          + "service: {extensions: [opamp], telemetry: {resource: {a: b}},"
          + " pipelines: {traces: {receivers: [], processors: [], exporters: [otlp]}}}";
  private static final String NEXT = WANTED.replace("gw:1", "gw:2");

  private final TestFleet fleet = new TestFleet();
  private final World world = new World();
  private final Queue<Runnable> looks = new ArrayDeque<>();
  private final Set<InstanceUid> lookedAgain = new HashSet<>();
  private final RunningLookup running =
      new RunningLookup(
          fleet.fleet(), new SecretKeys(SecretKeys.DEFAULT), lookedAgain::addAll, looks::add);
  private final ConfigOffer config =
      new ConfigOffer(
          world.policies,
          new Fallbacks(world.resolver, world.policies, () -> TestFleet.NOW),
          () -> TestFleet.NOW,
          () -> running);
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
        .setRemoteConfigStatus(BLANK)
        .setEffectiveConfig(
            EffectiveConfig.newBuilder()
                .setConfigMap(AgentConfigMap.newBuilder().putConfigMap("", file)));
  }

  /** How often the config is sent now, as an outbox would, after what runs was looked up. */
  private int sent(KnownAgent agent) {
    OfferDecision decision = fleet.offers().advance(agent, config);
    while (!looks.isEmpty()) {
      looks.remove().run();
      decision = fleet.offers().advance(agent, config);
    }
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

  private void wants(String yaml) {
    world.put("prod", yaml);
    world.target("prod", "", "prod", 100);
  }

  private SyncCause cause(KnownAgent agent) {
    return states.of(agent, fleet.clock().instant()).cause();
  }

  private Attempt attempt(KnownAgent agent) {
    return agent.state().facts().attempts().newest(OfferKind.CONFIG).orElseThrow();
  }

  /** Time, reconnects, full states and rounds. */
  private int sentInAnHour(KnownAgent agent, String runs) {
    int sent = 0;
    for (int i = 0; i < 60; i++) {
      fleet.pass(Duration.ofMinutes(1));
      if (i % 5 == 0) {
        fleet.fleet().disconnected(agent, connection++);
      }
      if (i % 7 == 0) {
        sequence = 0;
      }
      says(runs(runs));
      sent += sent(agent);
      states.round();
    }
    return sent;
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoRunsWhatIsWantedIsSentNothing(boolean tells) {
    capabilities = tells ? TELLING : SILENT;
    KnownAgent agent = says(runs(RUNS));
    wants(WANTED);
    assertThat(sent(agent)).isZero();
    states.round();
    assertThat(attempt(agent).state()).isEqualTo(Attempt.State.ADOPTED);
    assertThat(attempt(agent).name()).isEqualTo("prod@1");
    assertThat(cause(agent)).isEqualTo(SyncCause.ADOPTED);
    assertThat(lookedAgain).containsExactly(UID);
    assertThat(sentInAnHour(agent, RUNS)).isZero();
    assertThat(cause(agent)).isEqualTo(SyncCause.ADOPTED);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aRealChangeIsSentAndSoIsTheWayBack(boolean tells) {
    capabilities = tells ? TELLING : SILENT;
    KnownAgent agent = says(runs(RUNS));
    wants(WANTED);
    assertThat(sent(agent)).isZero();
    wants(NEXT);
    assertThat(sent(agent)).isEqualTo(1);
    if (tells) {
      ByteString hash = attempt(agent).hash().bytes();
      says(
          runs(RUNS.replace("gw:1", "gw:2"))
              .setRemoteConfigStatus(
                  RemoteConfigStatus.newBuilder()
                      .setLastRemoteConfigHash(hash)
                      .setStatus(RemoteConfigStatuses.RemoteConfigStatuses_APPLIED)));
    } else {
      says(runs(RUNS.replace("gw:1", "gw:2")));
    }
    states.round();
    assertThat(attempt(agent).state()).isEqualTo(Attempt.State.APPLIED);
    assertThat(cause(agent)).isEqualTo(SyncCause.CONFIRMED);
    wants(WANTED);
    assertThat(sent(agent)).as("it runs something else now").isEqualTo(1);
  }

  @Test
  void aRevisionThatMeansTheSameIsNotSentEither() {
    KnownAgent agent = says(runs(RUNS));
    wants(WANTED);
    assertThat(sent(agent)).isZero();
    wants("# with a comment\n" + WANTED);
    assertThat(sent(agent)).isZero();
    assertThat(attempt(agent).name()).isEqualTo("prod@2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exporters: {otlp: {endpoint: 'gw:1'}, debug: {}}",
        "exporters: {otlp: {endpoint: 'gw:9'}}",
        "exporters: {otlp: {endpoint: 'gw:1'}}\nextensions: {health_check: {}}",
        "exporters: {otlp: {endpoint: 'gw:1'}}\nservice: {pipelines: {logs: {exporters: [otlp]}}}",
        "exporters: {otlp: {endpoint: 'gw:1'}}\nservice: {extensions: [zpages]}",
        "exporters: {otlp: {endpoint: 'gw:1'}}\nother: {a: 1}"
      })
  void whoRunsSomethingElseOrMoreIsSentTheConfig(String runs) {
    KnownAgent agent = says(runs(runs));
    wants("exporters: {otlp: {endpoint: 'gw:1'}}");
    assertThat(sent(agent)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer abc123DEF", "Bearer xyz456GHI", "${env:TOKEN}"})
  void whoseSecretsCannotBeSeenIsSentTheConfig(String secret) {
    String with = "exporters: {otlp: {endpoint: 'gw:1', headers: {authorization: '%s'}}}";
    KnownAgent agent = says(runs(with.formatted("Bearer abc123DEF")));
    wants(with.formatted(secret));
    assertThat(sent(agent)).isEqualTo(1);
  }

  @Test
  void aReferenceInThePlaceOfWhatItRunsChangesNothing() {
    KnownAgent agent = says(runs(RUNS));
    wants(WANTED.replace("'gw:1'", "'${env:GATEWAY}'"));
    assertThat(sent(agent)).isZero();
  }

  @Test
  void whoWasSentAConfigByAnotherServerIsSentThisOne() {
    KnownAgent agent =
        says(
            runs(RUNS)
                .setRemoteConfigStatus(
                    RemoteConfigStatus.newBuilder()
                        .setLastRemoteConfigHash(ByteString.copyFromUtf8("other"))
                        .setStatus(RemoteConfigStatuses.RemoteConfigStatuses_APPLIED)));
    wants(WANTED);
    assertThat(sent(agent)).isEqualTo(1);
  }

  @Test
  void whatASupervisorTellsBeforeItsCollectorIsThereIsWaitedFor() {
    wants(WANTED);
    KnownAgent agent = says(runs(""));
    assertThat(sent(agent)).isZero();
    fleet.pass(Duration.ofMillis(300));
    says(runs(RUNS));
    assertThat(sent(agent)).isZero();
    assertThat(attempt(agent).state()).isEqualTo(Attempt.State.ADOPTED);
  }

  @Test
  void whoNeverTellsWhatItRunsIsSentTheConfigAfterTenSeconds() {
    wants(WANTED);
    KnownAgent agent = says(runs(""));
    assertThat(sent(agent)).isZero();
    fleet.pass(Duration.ofSeconds(9));
    assertThat(sent(agent)).isZero();
    fleet.pass(Duration.ofSeconds(1));
    assertThat(sent(agent)).isEqualTo(1);
  }

  @Test
  void whoIsEditedByHandLaterDriftsAndIsNotSentAnything() {
    KnownAgent agent = says(runs(RUNS));
    wants(WANTED);
    assertThat(sent(agent)).isZero();
    states.round();
    String edited = RUNS.replace("1m0s", "2m0s");
    says(runs(edited));
    states.round();
    assertThat(cause(agent)).isEqualTo(SyncCause.EFFECTIVE_DIFFERS);
    assertThat(sentInAnHour(agent, edited)).isZero();
    assertThat(cause(agent)).isEqualTo(SyncCause.EFFECTIVE_DIFFERS);
  }

  @Test
  void nothingIsSentWhileNobodyCanBeAskedWhatItRuns() {
    KnownAgent agent = says(runs(RUNS));
    wants(WANTED);
    assertThat(fleet.offers().advance(agent, config)).isInstanceOf(OfferDecision.Wait.class);
    assertThat(looks).hasSize(1);
    fleet.pass(Duration.ofMinutes(5));
    assertThat(fleet.offers().advance(agent, config)).isInstanceOf(OfferDecision.Wait.class);
    assertThat(looks).as("asked once").hasSize(1);
  }

  @Test
  void anEmergencyRetryDoesNotMakeItForgetWhatItRuns() {
    KnownAgent agent = says(runs(RUNS));
    wants(WANTED);
    assertThat(sent(agent)).isZero();
    fleet.fleet().retry(agent).join();
    assertThat(sent(agent)).isZero();
    assertThat(attempt(agent).state()).isEqualTo(Attempt.State.ADOPTED);
  }
}
