package io.muster.fleet;

import static io.muster.fleet.FleetHarness.UID;
import static io.muster.fleet.FleetHarness.complete;
import static io.muster.fleet.FleetHarness.message;
import static io.muster.fleet.FleetHarness.status;
import static io.muster.protocol.proto.RemoteConfigStatuses.RemoteConfigStatuses_APPLIED;
import static io.muster.protocol.proto.RemoteConfigStatuses.RemoteConfigStatuses_APPLYING;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.agent.Attempt;
import io.muster.agent.Attempts;
import io.muster.agent.OfferKind;
import io.muster.agent.OfferStatus;
import io.muster.fleet.FleetHarness.ConfigUnderTest;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What must never be lost, repeated without end, or stuck. */
class EnduranceTest {

  private static final ContentHash A = ConfigUnderTest.hash("a");
  private final FleetHarness harness = new FleetHarness();

  @Test
  void theProofOfConnectionSettingsOutlivesAnyNumberOfConfigs() {
    Instant now = harness.instant();
    ContentHash c = ConfigUnderTest.hash("conn");
    Attempts a = Attempts.NONE.offered(OfferKind.CONNECTION, c, "", 1, now, Duration.ofSeconds(60));
    a = a.answered(OfferKind.CONNECTION, new OfferStatus(c, OfferStatus.State.APPLIED, ""), now);
    for (int i = 0; i < 16; i++) {
      ContentHash h = ConfigUnderTest.hash("cfg" + i);
      a = a.offered(OfferKind.CONFIG, h, "", 1, now, Duration.ofSeconds(60));
      a = a.answered(OfferKind.CONFIG, new OfferStatus(h, OfferStatus.State.APPLIED, ""), now);
    }
    assertThat(a.find(OfferKind.CONNECTION, c)).isPresent();
  }

  @Test
  void anAgentThatNeverEndsApplyingIsGivenUp() {
    KnownAgent agent = harness.accepted(complete(1));
    harness.config.want(A);
    assertThat(harness.offered(agent)).isEqualTo(A);
    harness.accepted(message(2).setRemoteConfigStatus(status(A, RemoteConfigStatuses_APPLYING)));
    harness.pass(Duration.ofDays(2));
    harness.offered(agent);
    assertThat(agent.state().facts().attempts().find(OfferKind.CONFIG, A).orElseThrow().state())
        .isEqualTo(Attempt.State.NO_ANSWER);

    harness.fleet().retry(agent, OfferKind.CONFIG).join();
    assertThat(harness.begunAndOffered(agent)).isEqualTo(A);
  }

  @Test
  void pollsWithOneNumberForEverAreOfferedAConfigTwicePerTryAtMost() {
    harness.poll();
    KnownAgent agent = harness.accepted(complete(0));
    harness.config.want(A);
    int sent = 0;
    for (int i = 0; i < 40; i++) {
      harness.pass(Duration.ofSeconds(30));
      agent = harness.accepted(message(0));
      if (harness.offered(agent) != null) {
        sent++;
      }
    }
    assertThat(sent).isLessThanOrEqualTo(2 * Attempts.MAX_TRIES);
  }

  @Test
  void aSocketWithOneNumberForEverIsOfferedAConfigOncePerTry() {
    KnownAgent agent = harness.accepted(complete(0));
    harness.config.want(A);
    int sent = 0;
    for (int i = 0; i < 40; i++) {
      harness.pass(Duration.ofSeconds(30));
      agent = harness.accepted(message(0));
      if (harness.offered(agent) != null) {
        sent++;
      }
    }
    assertThat(sent).isLessThanOrEqualTo(3);
  }

  @Test
  void aGapIsNotForgottenWhenTheConnectionBreaks() {
    harness.accepted(complete(1));
    // 2 was lost
    assertThat(harness.flagsAfter(message(3))).isEqualTo(1);
    harness.reconnect();
    KnownAgent agent = harness.accepted(message(4));
    harness.pass(Duration.ofSeconds(61));
    assertThat(harness.reporting().flagsDue(agent)).isTrue();
  }

  @Test
  void anAgentThatOnlyHadHeartbeatsToSayIsKnownAfterACrash() {
    KnownAgent agent = harness.accepted(complete(1));
    harness.label(agent, Map.of("env", "prod"));
    for (int i = 2; i < 40; i++) {
      harness.pass(Duration.ofDays(1));
      assertThat(agent.heartbeat(1, i, 0, harness.instant().toEpochMilli())).isTrue();
    }
    FleetHarness next = harness.restarted();
    next.pass(Duration.ofMinutes(5));
    next.sweep().retention();
    assertThat(next.fleet().find(UID)).isPresent();
  }

  @Test
  void anAgentThatIgnoresItsNewUidIsKnownByTheOldOneWhileItIsConnected() {
    KnownAgent agent = harness.accepted(complete(1));
    InstanceUid to = harness.fleet().assignNewUid(agent).join();
    for (int i = 0; i < 3; i++) {
      harness.reporting().takeAssignment(agent);
    }
    harness.accepted(message(2));
    for (int i = 3; i < 30; i++) {
      harness.pass(Duration.ofHours(1));
      assertThat(agent.heartbeat(1, i, 0, harness.instant().toEpochMilli())).isTrue();
      harness.sweep().retention();
    }
    assertThat(harness.fleet().find(to)).isPresent();
    assertThat(harness.fleet().find(UID)).contains(agent);
  }

  @Test
  void formerUidsThatAreForgottenAreFreeAgain() {
    KnownAgent agent = harness.accepted(complete(1));
    for (int i = 2; i < 100; i++) {
      harness.pass(Duration.ofSeconds(1));
      InstanceUid to = harness.fleet().assignNewUid(agent).join();
      harness.accepted(message(i).setInstanceUid(to.toBytes()));
    }
    assertThat(agent.state().facts().formerUids()).doesNotContainKey(UID);
    assertThat(harness.fleet().find(UID)).isEmpty();
  }

  @Test
  void anAgentThatIsBusyWithTheDesiredConfigAlreadyIsAwaited() {
    harness.config.want(A);
    KnownAgent agent =
        harness.accepted(
            complete(1).setRemoteConfigStatus(status(A, RemoteConfigStatuses_APPLYING)));
    assertThat(harness.begunAndOffered(agent)).isNull();
    assertThat(agent.state().facts().attempts().find(OfferKind.CONFIG, A).orElseThrow().state())
        .isEqualTo(Attempt.State.APPLYING);
  }

  @Test
  void anAgentThatTakesItsConfigBackSilentlyIsOfferedItThreeTimes() {
    ContentHash before = ConfigUnderTest.hash("before");
    KnownAgent agent = harness.accepted(complete(1));
    harness.config.want(A);
    int offered = 0;
    for (int number = 2; number < 40; number += 2) {
      if (harness.begunAndOffered(agent) != null) {
        offered++;
      }
      harness.accepted(
          message(number).setRemoteConfigStatus(status(A, RemoteConfigStatuses_APPLIED)));
      harness.accepted(
          message(number + 1).setRemoteConfigStatus(status(before, RemoteConfigStatuses_APPLIED)));
      harness.pass(Duration.ofMinutes(5));
    }
    assertThat(offered).isEqualTo(Attempts.MAX_TRIES);

    ContentHash next = ConfigUnderTest.hash("next");
    harness.config.want(next);
    assertThat(harness.begunAndOffered(agent)).isEqualTo(next);
  }
}
