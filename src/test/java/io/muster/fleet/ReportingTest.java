package io.muster.fleet;

import static io.muster.fleet.FleetHarness.UID;
import static io.muster.fleet.FleetHarness.complete;
import static io.muster.fleet.FleetHarness.described;
import static io.muster.fleet.FleetHarness.message;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.muster.agent.Presence;
import io.muster.agent.Transport;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.proto.AgentConfigFile;
import io.muster.protocol.proto.AgentConfigMap;
import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.ComponentHealth;
import io.muster.protocol.proto.CustomMessage;
import io.muster.protocol.proto.EffectiveConfig;
import io.muster.protocol.proto.RemoteConfigStatus;
import io.muster.protocol.proto.RemoteConfigStatuses;
import io.muster.schedule.BusyProcess;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReportingTest {

  private static final long FULL_STATE = 1;

  private final FleetHarness harness = new FleetHarness();

  @Test
  void contiguousMessagesCauseNoFlags() {
    assertThat(harness.flagsAfter(complete(0))).isZero();
    assertThat(harness.flagsAfter(message(1))).isZero();
    assertThat(harness.flagsAfter(message(2))).isZero();
  }

  @Test
  void aGapAsksForTheFullStateOnceThenAgainAfterAWhileThreeTimesAtMost() {
    harness.accepted(complete(5));
    assertThat(harness.flagsAfter(message(7))).isEqualTo(FULL_STATE);
    assertThat(harness.flagsAfter(message(8))).isZero();
    for (int sequence = 9; sequence <= 10; sequence++) {
      harness.pass(Duration.ofSeconds(60));
      assertThat(harness.flagsAfter(message(sequence))).isEqualTo(FULL_STATE);
    }
    harness.pass(Duration.ofHours(1));
    assertThat(harness.flagsAfter(message(11))).isZero();
  }

  @Test
  void aReportThatGrowsBeyondTheLimitIsRefusedWithItsSizeAndTheOldPartsStay() {
    KnownAgent agent = harness.accepted(complete(1));
    String text = "x".repeat(20 << 20);
    // A long status is cut; the name of a component is not.
    ComponentHealth component = ComponentHealth.getDefaultInstance();
    harness.accepted(
        message(2).setHealth(ComponentHealth.newBuilder().putComponentHealthMap(text, component)));
    ReportOutcome refused = harness.send(message(3).setAgentDescription(described(text)));
    assertThat(refused)
        .isInstanceOfSatisfying(
            ReportOutcome.Unacceptable.class,
            it -> assertThat(it.message()).contains("has 41943", "at most 33554432"));
    assertThat(requireNonNull(agent.state().reported().description()).find("service.name"))
        .hasToString("Optional[Text[value=demo]]");
    assertThat(harness.flagsAfter(message(4))).isZero();
    harness.accepted(message(5).setHealth(ComponentHealth.newBuilder().setStatus("short")));
    harness.accepted(message(6).setAgentDescription(described(text)));
    assertThat(requireNonNull(agent.state().reported().health()).status()).isEqualTo("short");
  }

  @Test
  void aConnectionThatBeginsWithTooMuchHasTheAgentOnlyWhenItSaysLess() {
    String text = "x".repeat(33 << 20);
    assertThat(harness.send(complete(1).setAgentDescription(described(text))))
        .isInstanceOf(ReportOutcome.Unacceptable.class);
    KnownAgent agent = harness.fleet().find(UID).orElseThrow();
    assertThat(agent.link()).isNull();
    assertThat(harness.changes).noneMatch(FleetListener.Connected.class::isInstance);
    harness.accepted(message(2));
    assertThat(agent.link()).isEqualTo(harness.link());
  }

  @Test
  void anEffectiveConfigThatCannotBeRedactedNowIsAskedForOnceMoreAndAllElseCounts() {
    KnownAgent agent = harness.accepted(complete(1));
    AgentToServer.Builder both =
        message(2)
            .setHealth(ComponentHealth.newBuilder().setStatus("new"))
            .setEffectiveConfig(effective("a: 1"));
    try (BusyProcess busy = new BusyProcess()) {
      assertThat(busy).isNotNull();
      assertThat(harness.flagsAfter(both)).isEqualTo(FULL_STATE);
    }
    assertThat(requireNonNull(agent.state().reported().health()).status()).isEqualTo("new");
    assertThat(agent.state().reported().effectiveConfig()).isNull();
    assertThat(harness.flagsAfter(both.clone().setSequenceNum(3))).isZero();
    assertThat(agent.state().reported().effectiveConfig()).isNotNull();
  }

  private static EffectiveConfig effective(String text) {
    return EffectiveConfig.newBuilder()
        .setConfigMap(
            AgentConfigMap.newBuilder()
                .putConfigMap(
                    "collector.yaml",
                    AgentConfigFile.newBuilder().setBody(ByteString.copyFromUtf8(text)).build()))
        .build();
  }

  @Test
  void aLongFailureIsRememberedByItsBeginning() {
    KnownAgent agent = harness.accepted(complete(1));
    ContentHash hash = FleetHarness.ConfigUnderTest.hash("a");
    var failed =
        FleetHarness.status(hash, RemoteConfigStatuses.RemoteConfigStatuses_FAILED).toBuilder()
            .setErrorMessage("e".repeat(1 << 20));
    harness.accepted(message(2).setRemoteConfigStatus(failed));
    assertThat(agent.state().facts().attempts().list().getFirst().error()).hasSize(16 << 10);
    int writes = harness.agents.writes();
    harness.accepted(message(3).setRemoteConfigStatus(failed));
    assertThat(harness.agents.writes()).isEqualTo(writes);
  }

  @Test
  void aGapInACompleteMessageAsksForNothing() {
    harness.accepted(complete(5));
    assertThat(harness.flagsAfter(complete(9))).isZero();
  }

  @Test
  void theAnswerToTheRequestEndsIt() {
    harness.accepted(complete(5));
    harness.flagsAfter(message(7));
    harness.accepted(complete(8));
    harness.pass(Duration.ofMinutes(5));
    assertThat(harness.flagsAfter(message(9))).isZero();
  }

  @Test
  void anUnknownAgentThatTellsLittleIsAskedForEverything() {
    assertThat(harness.flagsAfter(message(4))).isEqualTo(FULL_STATE);
  }

  @Test
  void aRestartWithTheFullStateAsksForNothing() {
    harness.accepted(complete(40));
    assertThat(harness.flagsAfter(complete(0))).isZero();
  }

  @Test
  void requestsForTheFullStateArePaced() {
    int asked = 0;
    for (int i = 0; i < 600; i++) {
      InstanceUid uid = new InstanceUid(1, i);
      asked += harness.flagsAfter(message(9).setInstanceUid(uid.toBytes())) == 0 ? 0 : 1;
    }
    assertThat(asked).isEqualTo(harness.settings.fullStatePerSecond());
  }

  @Test
  void whatIsAbsentStaysAndWhatIsPresentReplaces() {
    KnownAgent agent = harness.accepted(complete(1));
    harness.accepted(
        message(2).setHealth(ComponentHealth.newBuilder().setHealthy(false).setLastError("disk")));
    assertThat(requireNonNull(agent.state().reported().health()).lastError()).isEqualTo("disk");
    assertThat(requireNonNull(agent.state().reported().description()).find("service.name"))
        .isPresent();
    harness.accepted(message(3).setAgentDescription(described("other")));
    assertThat(agent.state().reported().description().identifying()).hasSize(1);
    assertThat(requireNonNull(agent.state().reported().health()).lastError()).isEqualTo("disk");
  }

  @Test
  void capabilitiesOfZeroMeanNotRepeated() {
    KnownAgent agent = harness.accepted(complete(1));
    harness.accepted(message(2).setCapabilities(0));
    assertThat(agent.state().reported().capabilities()).isEqualTo(FleetHarness.MANAGED);
  }

  @Test
  void heartbeatsAndEqualReportsWriteNothing() {
    harness.accepted(complete(1));
    int before = harness.agents.writes();
    harness.accepted(message(2));
    harness.accepted(complete(3));
    KnownAgent agent = harness.fleet().find(UID).orElseThrow();
    assertThat(agent.heartbeat(harness.link().connection(), 4, 0, 0)).isTrue();
    assertThat(harness.agents.writes()).isEqualTo(before);
  }

  @Test
  void aHeartbeatOutOfOrderOrWithOtherCapabilitiesTakesTheLongWay() {
    KnownAgent agent = harness.accepted(complete(1));
    long connection = harness.link().connection();
    assertThat(agent.heartbeat(connection, 3, 0, 0)).isFalse();
    assertThat(agent.heartbeat(connection, 2, 0x1, 0)).isFalse();
    assertThat(agent.heartbeat(connection + 1, 2, 0, 0)).isFalse();
    assertThat(agent.heartbeat(connection, 2, FleetHarness.MANAGED.bits(), 0)).isTrue();
  }

  @Test
  void aKilledServerAsksForTheFullStateOnceAndAnOrderlyOneNotAtAll() {
    harness.accepted(complete(1));
    KnownAgent agent = harness.fleet().find(UID).orElseThrow();
    agent.heartbeat(harness.link().connection(), 2, 0, 0);

    FleetHarness afterKill = harness.restarted();
    assertThat(afterKill.flagsAfter(message(3))).isEqualTo(FULL_STATE);
    assertThat(afterKill.flagsAfter(message(4))).isZero();

    harness.fleet().checkpoint().join();
    FleetHarness afterStop = harness.restarted();
    assertThat(afterStop.flagsAfter(message(3))).isZero();
  }

  @Test
  void aLateCloseOfAnOldConnectionChangesNothing() {
    KnownAgent agent = harness.accepted(complete(1));
    long old = harness.link().connection();
    harness.reconnect();
    harness.accepted(message(2));
    harness.fleet().disconnected(agent, old);
    assertThat(agent.presence(harness.instant(), harness.settings)).isEqualTo(Presence.CONNECTED);
    harness.fleet().disconnected(agent, harness.link().connection());
    assertThat(agent.presence(harness.instant(), harness.settings))
        .isEqualTo(Presence.DISCONNECTED);
  }

  @Test
  void aSecondConnectionContestsTheUidWhateverItsNumber() {
    KnownAgent agent = harness.accepted(complete(5));
    AgentConnection holder = harness.link();
    for (Transport transport : Transport.values()) {
      harness.reconnect(transport);
      for (long number : new long[] {0, 1, 5, 6, 7, 99}) {
        assertThat(harness.send(complete(number)))
            .isEqualTo(new ReportOutcome.Contested(agent, new ReportOutcome.Holder.Here(holder)));
      }
    }
    assertThat(agent.sequence()).isEqualTo(5);
    harness.fleet().disconnected(agent, holder.connection());
    assertThat(harness.send(message(6))).isInstanceOf(ReportOutcome.Accepted.class);
  }

  @Test
  void aDuplicateGetsOneRecordOfItsOwnHoweverOftenItAsks() {
    KnownAgent holder = harness.accepted(complete(5));
    KnownAgent second = harness.reporting().separate(holder).orElseThrow();
    assertThat(second.uid()).isNotEqualTo(UID);
    assertThat(harness.reporting().separate(holder)).contains(second);
    assertThat(harness.reporting().takeAssignment(second)).isEqualTo(second.uid());
  }

  @Test
  void aNewUidMovesStateAndBucketAndIsToldThreeTimesAtMost() {
    KnownAgent agent = harness.accepted(complete(1));
    InstanceUid to = harness.fleet().assignNewUid(agent).join();
    assertThat(to.mostSignificant() >>> 12 & 0xF).isEqualTo(7);
    assertThat(agent.state().facts().firstUid()).isEqualTo(UID);
    assertThat(harness.fleet().find(UID)).contains(agent);
    for (int i = 0; i < 3; i++) {
      assertThat(harness.reporting().takeAssignment(agent)).isEqualTo(to);
    }
    assertThat(harness.reporting().takeAssignment(agent)).isNull();
    assertThat(harness.fleet().size()).isEqualTo(1);
  }

  @Test
  void speakingUnderTheNewUidSettlesItWithoutAFlag() {
    KnownAgent agent = harness.accepted(complete(1));
    InstanceUid to = harness.fleet().assignNewUid(agent).join();
    assertThat(harness.flagsAfter(message(2).setInstanceUid(to.toBytes()))).isZero();
    assertThat(agent.state().facts().assignment()).isNull();
    FleetHarness restarted = harness.restarted();
    assertThat(restarted.fleet().size()).isEqualTo(1);
    assertThat(restarted.fleet().find(UID).orElseThrow().uid()).isEqualTo(to);
  }

  @Test
  void whatTheStoreRefusedIsWrittenLater() {
    harness.agents.failWith(new IllegalStateException("full"));
    ReportOutcome outcome = harness.send(complete(1));
    assertThat(((ReportOutcome.Accepted) outcome).saved()).isCompletedExceptionally();
    assertThat(harness.fleet().unsaved()).isEqualTo(1);
    harness.agents.failWith(null);
    harness.fleet().retryUnsaved();
    assertThat(harness.fleet().unsaved()).isZero();
    KnownAgent stored = harness.restarted().fleet().find(UID).orElseThrow();
    assertThat(requireNonNull(stored.state().reported().health()).healthy()).isTrue();
  }

  @Test
  void aDeletedAgentThatSpeaksAgainIsAskedForEverything() {
    KnownAgent agent = harness.accepted(complete(1));
    harness.fleet().remove(agent).join();
    assertThat(harness.fleet().find(UID)).isEmpty();
    assertThat(harness.flagsAfter(message(2))).isEqualTo(FULL_STATE);
  }

  @Test
  void agentsNotSeenExpireAfterTheirRetention() {
    KnownAgent agent = harness.accepted(complete(1));
    harness.fleet().disconnected(agent, harness.link().connection());
    harness.pass(Duration.ofHours(23));
    harness.sweep().retention();
    assertThat(harness.fleet().size()).isEqualTo(1);
    harness.pass(Duration.ofHours(2));
    harness.sweep().retention();
    assertThat(harness.fleet().size()).isZero();
  }

  @Test
  void aPollingAgentBecomesStaleThenDisconnected() {
    harness.poll();
    KnownAgent agent = harness.accepted(complete(1));
    harness.pass(Duration.ofSeconds(91));
    assertThat(agent.presence(harness.instant(), harness.settings)).isEqualTo(Presence.STALE);
    harness.pass(Duration.ofMinutes(5));
    harness.sweep().presence();
    assertThat(agent.link()).isNull();
  }

  @Test
  void aCustomMessageReachesThoseWhoListen() {
    AgentToServer.Builder message =
        complete(1)
            .setCustomMessage(CustomMessage.newBuilder().setCapability("org.x/v1").setType("t"));
    harness.accepted(message);
    assertThat(harness.changes)
        .anySatisfy(change -> assertThat(change).isInstanceOf(FleetListener.MessageReceived.class));
  }

  @Test
  void whatAnAgentSaysWentWrongIsRedactedBeforeItIsKept() {
    KnownAgent agent =
        harness.accepted(
            complete(1)
                .setRemoteConfigStatus(
                    RemoteConfigStatus.newBuilder()
                        .setLastRemoteConfigHash(ByteString.copyFromUtf8("h"))
                        .setStatus(RemoteConfigStatuses.RemoteConfigStatuses_FAILED)
                        .setErrorMessage("line 3: password: S3CRET-1\nexporter is gone"))
                .setHealth(
                    ComponentHealth.newBuilder()
                        .setLastError("password: S3CRET-2")
                        .putComponentHealthMap(
                            "exporter:otlp",
                            ComponentHealth.newBuilder()
                                .setLastError("password: S3CRET-3")
                                .build())));
    assertThat(agent.state().toString()).doesNotContain("S3CRET");
    assertThat(requireNonNull(agent.state().reported().health()).tree().toString())
        .doesNotContain("S3CRET");
    assertThat(requireNonNull(agent.state().reported().configStatus()).error())
        .contains("exporter is gone");
  }

  /** As the Python client is before its first config, and many others. */
  @Test
  void anAnswerWithoutAConfigStatusClosesTheQuestion() {
    harness.config.want(FleetHarness.ConfigUnderTest.hash("a"));
    AgentToServer.Builder full = complete(1).clearRemoteConfigStatus();
    assertThat(harness.flagsAfter(full.clone())).isEqualTo(FULL_STATE);
    KnownAgent agent = harness.fleet().find(UID).orElseThrow();
    assertThat(harness.advance(agent)).as("it may have it").isInstanceOf(OfferDecision.Wait.class);
    harness.accepted(message(2));
    assertThat(harness.advance(agent))
        .as("that is no answer")
        .isInstanceOf(OfferDecision.Wait.class);
    assertThat(harness.flagsAfter(full.clone().setSequenceNum(3))).isZero();
    assertThat(harness.advance(agent)).isInstanceOf(OfferDecision.Begin.class);
    harness.accepted(message(4));
    assertThat(harness.advance(agent)).isInstanceOf(OfferDecision.Begin.class);
    harness.pass(Duration.ofMinutes(2));
    assertThat(harness.flagsAfter(message(5))).as("it is not asked the same again").isZero();
    assertThat(harness.flagsAfter(message(9))).as("after a gap it is").isEqualTo(FULL_STATE);
  }

  @Test
  void whatItPromisesSinceItsAnswerIsAskedForAllTheSame() {
    harness.flagsAfter(complete(1).clearRemoteConfigStatus());
    harness.accepted(complete(2).clearRemoteConfigStatus());
    long more = FleetHarness.MANAGED.bits() | AgentCapability.REPORTS_EFFECTIVE_CONFIG.bit();
    harness.pass(Duration.ofMinutes(2));
    assertThat(harness.flagsAfter(message(3).setCapabilities(more))).isEqualTo(FULL_STATE);
  }

  @Test
  void whoTakesSignedMessagesOnlyIsOfferedNothing() {
    harness.config.want(FleetHarness.ConfigUnderTest.hash("a"));
    long signed =
        FleetHarness.MANAGED.bits() | AgentCapability.REQUIRES_PAYLOAD_TRUST_VERIFICATION.bit();
    KnownAgent agent = harness.accepted(complete(1).setCapabilities(signed));
    assertThat(harness.offered(agent)).isNull();
    assertThat(agent.state().facts().attempts().list()).isEmpty();
    harness.accepted(message(2));
    assertThat(harness.offered(agent)).as("it takes others by now").isNotNull();
  }
}
