package io.muster.fleet;

import static io.muster.fleet.FleetHarness.UID;
import static io.muster.fleet.FleetHarness.complete;
import static io.muster.fleet.FleetHarness.message;
import static io.muster.fleet.FleetHarness.status;
import static io.muster.protocol.proto.RemoteConfigStatuses.RemoteConfigStatuses_APPLIED;
import static io.muster.protocol.proto.RemoteConfigStatuses.RemoteConfigStatuses_APPLYING;
import static io.muster.protocol.proto.RemoteConfigStatuses.RemoteConfigStatuses_FAILED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.muster.agent.Attempt;
import io.muster.agent.Attempts;
import io.muster.agent.OfferKind;
import io.muster.fleet.FleetHarness.ConfigUnderTest;
import io.muster.protocol.ContentHash;
import io.muster.protocol.proto.RemoteConfigStatus;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** SEMANTICS 10, step by step. */
class OfferSchedulerTest {

  private static final ContentHash A = ConfigUnderTest.hash("a");
  private static final ContentHash B = ConfigUnderTest.hash("b");

  private final FleetHarness harness = new FleetHarness();

  private KnownAgent agentThatWants(ContentHash hash) {
    KnownAgent agent = harness.accepted(complete(1));
    harness.config.want(hash);
    return agent;
  }

  private Attempt.State state(KnownAgent agent, ContentHash hash) {
    return agent.state().facts().attempts().find(OfferKind.CONFIG, hash).orElseThrow().state();
  }

  @Test
  void anAttemptIsStoredBeforeItIsSent() {
    KnownAgent agent = agentThatWants(A);
    assertThat(harness.offers().decide(agent, harness.config))
        .isInstanceOf(OfferDecision.Begin.class);
    assertThat(harness.offered(agent)).isEqualTo(A);
    KnownAgent stored = harness.restarted().fleet().find(UID).orElseThrow();
    assertThat(state(stored, A)).isEqualTo(Attempt.State.OFFERED);
  }

  @Test
  void whatIsInFlightIsNotSentAgainOnItsConnection() {
    KnownAgent agent = agentThatWants(A);
    assertThat(harness.offered(agent)).isEqualTo(A);
    assertThat(harness.offered(agent)).isNull();
    harness.pass(Duration.ofSeconds(59));
    assertThat(harness.offered(agent)).isNull();
  }

  @Test
  void anUnansweredOfferIsTriedThreeTimesAndThenGivenUp() {
    KnownAgent agent = agentThatWants(A);
    for (int i = 0; i < 3; i++) {
      assertThat(harness.offered(agent)).isEqualTo(A);
      harness.pass(Duration.ofSeconds(61));
    }
    assertThat(harness.offered(agent)).isNull();
    assertThat(state(agent, A)).isEqualTo(Attempt.State.NO_ANSWER);
    harness.pass(Duration.ofDays(1));
    assertThat(harness.offered(agent)).isNull();
  }

  @Test
  void anInstanceThatIsBehindReadsAgainAndOffersNothingOld() {
    KnownAgent agent = agentThatWants(B);
    harness.config.generation = 8;
    assertThat(harness.offered(agent)).isEqualTo(B);
    harness.config.want(A);
    harness.config.generation = 7;
    harness.reconnect();
    var _ = harness.accepted(complete(2));
    assertThat(harness.offers().decide(agent, harness.config))
        .isEqualTo(new OfferDecision.Wait(harness.instant().plusSeconds(1)));
    assertThat(harness.offered(agent)).isNull();
    await().untilAtomic(harness.config.refreshed, equalTo(1));
    harness.config.generation = 8;
    assertThat(harness.offered(agent)).isEqualTo(A);
  }

  @Test
  void aLostConnectionEndsTheTry() {
    KnownAgent agent = agentThatWants(A);
    assertThat(harness.offered(agent)).isEqualTo(A);
    harness.reconnect();
    harness.accepted(message(2));
    assertThat(harness.offered(agent)).isEqualTo(A);
  }

  @Test
  void appliedIsTheEnd() {
    KnownAgent agent = agentThatWants(A);
    harness.offered(agent);
    harness.accepted(message(2).setRemoteConfigStatus(status(A, RemoteConfigStatuses_APPLIED)));
    assertThat(state(agent, A)).isEqualTo(Attempt.State.APPLIED);
    assertThat(harness.offered(agent)).isNull();
  }

  @Test
  void failedIsFinalEvenIfDesiredComesBack() {
    KnownAgent agent = agentThatWants(A);
    harness.offered(agent);
    harness.accepted(message(2).setRemoteConfigStatus(status(A, RemoteConfigStatuses_FAILED)));
    assertThat(harness.offered(agent)).isNull();
    harness.config.want(B);
    assertThat(harness.offered(agent)).isEqualTo(B);
    harness.accepted(message(3).setRemoteConfigStatus(status(B, RemoteConfigStatuses_APPLIED)));
    harness.config.want(A);
    assertThat(harness.offered(agent)).isNull();
  }

  @Test
  void anOperatorsRetryOffersAgainWhatFailed() {
    KnownAgent agent = agentThatWants(A);
    harness.offered(agent);
    harness.accepted(message(2).setRemoteConfigStatus(status(A, RemoteConfigStatuses_FAILED)));
    harness.fleet().retry(agent, OfferKind.CONFIG).join();
    // It goes on saying what it said before.
    harness.accepted(message(3).setRemoteConfigStatus(status(A, RemoteConfigStatuses_FAILED)));
    assertThat(harness.offered(agent)).isEqualTo(A);
    harness.accepted(message(4).setRemoteConfigStatus(status(A, RemoteConfigStatuses_FAILED)));
    assertThat(harness.offered(agent)).isNull();
  }

  @Test
  void aFailureThatWasNeverOfferedHereIsFinalToo() {
    KnownAgent agent = agentThatWants(A);
    harness.accepted(message(2).setRemoteConfigStatus(status(A, RemoteConfigStatuses_FAILED)));
    assertThat(harness.offered(agent)).isNull();
  }

  @Test
  void aRollbackByTheAgentIsNotAnsweredWithTheSameConfig() {
    KnownAgent agent = agentThatWants(A);
    harness.offered(agent);
    harness.accepted(message(2).setRemoteConfigStatus(status(A, RemoteConfigStatuses_APPLIED)));
    harness.config.want(B);
    assertThat(harness.offered(agent)).isEqualTo(B);
    harness.accepted(message(3).setRemoteConfigStatus(status(B, RemoteConfigStatuses_APPLYING)));
    harness.accepted(message(4).setRemoteConfigStatus(status(B, RemoteConfigStatuses_FAILED)));
    harness.accepted(message(5).setRemoteConfigStatus(status(A, RemoteConfigStatuses_APPLIED)));
    for (int i = 0; i < 5; i++) {
      harness.pass(Duration.ofMinutes(10));
      assertThat(harness.offered(agent)).isNull();
    }
    assertThat(state(agent, B)).isEqualTo(Attempt.State.FAILED);
  }

  @Test
  void anAgentThatLostItsMemoryIsOfferedAgainAtOnce() {
    KnownAgent agent = agentThatWants(A);
    harness.offered(agent);
    harness.accepted(message(2).setRemoteConfigStatus(status(A, RemoteConfigStatuses_APPLIED)));
    harness.reconnect();
    harness.accepted(complete(3).setRemoteConfigStatus(RemoteConfigStatus.getDefaultInstance()));
    assertThat(harness.offered(agent)).isEqualTo(A);
    assertThat(harness.offered(agent)).isNull();
  }

  @Test
  void applyingWaitsAndIsGivenUpInTheEnd() {
    KnownAgent agent = agentThatWants(A);
    harness.offered(agent);
    harness.config.want(B);
    assertThat(harness.offered(agent)).isEqualTo(B);
    harness.accepted(message(2).setRemoteConfigStatus(status(B, RemoteConfigStatuses_APPLYING)));
    // It says something else now, without ever having finished.
    harness.accepted(message(3).setRemoteConfigStatus(status(A, RemoteConfigStatuses_APPLIED)));
    harness.pass(Duration.ofMinutes(5));
    assertThat(harness.offered(agent)).isNull();
    assertThat(state(agent, B)).isEqualTo(Attempt.State.APPLYING);
    harness.pass(Duration.ofMinutes(7));
    assertThat(harness.offered(agent)).isNull();
    assertThat(state(agent, B)).isEqualTo(Attempt.State.NO_ANSWER);
  }

  @Test
  void nothingAppliedIsOfferedAgainAfterAKill() {
    KnownAgent agent = agentThatWants(A);
    harness.offered(agent);
    harness.accepted(message(2).setRemoteConfigStatus(status(A, RemoteConfigStatuses_APPLIED)));
    FleetHarness restarted = harness.restarted();
    restarted.config.want(A);
    KnownAgent again = restarted.accepted(message(9));
    assertThat(restarted.offered(again)).isNull();
  }

  @Test
  void anOfferWaitsForTheStatusThatIsBeingAskedFor() {
    harness.accepted(complete(1));
    harness.config.want(A);
    KnownAgent agent = harness.accepted(message(5));
    assertThat(harness.reporting().takeFlags(agent)).isEqualTo(1);
    assertThat(harness.offered(agent)).isNull();
    harness.accepted(complete(6).setRemoteConfigStatus(status(A, RemoteConfigStatuses_APPLIED)));
    assertThat(harness.offered(agent)).isNull();
  }

  @Test
  void aRetriedPollGetsTheOfferAgain() {
    harness.poll();
    KnownAgent agent = agentThatWants(A);
    assertThat(harness.offered(agent)).isEqualTo(A);
    harness.accepted(message(2));
    assertThat(harness.offered(agent)).isNull();
    harness.accepted(message(2));
    assertThat(harness.offered(agent)).isEqualTo(A);
  }

  @Test
  void theHistoryIsBoundedAndKeepsWhatFailed() {
    Attempts attempts = Attempts.NONE;
    Instant now = Instant.EPOCH;
    attempts = attempts.offered(OfferKind.CONFIG, A, "", 1, now, Duration.ofSeconds(1));
    attempts =
        attempts.answered(
            OfferKind.CONFIG,
            io.muster.agent.OfferStatus.of(status(A, RemoteConfigStatuses_FAILED)),
            now);
    for (int i = 0; i < 40; i++) {
      attempts =
          attempts.offered(
              OfferKind.CONFIG, ConfigUnderTest.hash("x" + i), "", 1, now, Duration.ofSeconds(1));
    }
    assertThat(attempts.list()).hasSize(1 + Attempts.MAX_OTHERS);
    assertThat(attempts.find(OfferKind.CONFIG, A)).isPresent();
    assertThat(attempts.find(OfferKind.CONFIG, ConfigUnderTest.hash("x39"))).isPresent();
  }

  @Test
  void theOldestOfManyFailuresIsForgotten() {
    Attempts attempts = Attempts.NONE;
    Instant now = Instant.EPOCH;
    for (int i = 0; i < 40; i++) {
      ContentHash hash = ConfigUnderTest.hash("x" + i);
      attempts = attempts.offered(OfferKind.CONFIG, hash, "", 1, now, Duration.ofSeconds(1));
      attempts = attempts.gaveUp(attempts.find(OfferKind.CONFIG, hash).orElseThrow(), now);
    }
    assertThat(attempts.list())
        .extracting(Attempt::hash)
        .startsWith(ConfigUnderTest.hash("x39"))
        .endsWith(ConfigUnderTest.hash("x28"))
        .hasSize(Attempts.MAX_FAILED);
  }
}
