package io.muster.fleet;

import static io.muster.fleet.FleetHarness.complete;
import static io.muster.fleet.FleetHarness.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.muster.agent.Attempt;
import io.muster.agent.OfferKind;
import io.muster.fleet.FleetHarness.ConfigUnderTest;
import io.muster.protocol.ContentHash;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SEMANTICS 10: an attempt is stored before the offer is written, whatever the store does. */
class OfferStorageTest {

  private static final ContentHash A = ConfigUnderTest.hash("a");
  private static final ContentHash B = ConfigUnderTest.hash("b");
  private static final RuntimeException FULL = new IllegalStateException("disk full");

  private final FleetHarness harness = new FleetHarness();
  private KnownAgent agent;

  @BeforeEach
  void anAgentThatWantsA() {
    agent = harness.accepted(complete(1));
    harness.config.want(A);
  }

  private Attempt attempt(ContentHash hash) {
    return agent.state().facts().attempts().find(OfferKind.CONFIG, hash).orElseThrow();
  }

  @Test
  void nothingIsOfferedWhileTheStoreHangs() {
    harness.agents.hold();
    assertThat(harness.begunAndOffered(agent)).isNull();
    harness.accepted(message(2));
    harness.pass(Duration.ofSeconds(5));
    assertThat(harness.begunAndOffered(agent)).isNull();
    harness.agents.release();
    assertThat(harness.begunAndOffered(agent)).isEqualTo(A);
    assertThat(attempt(A).tries()).isEqualTo(1);
  }

  @Test
  void nothingIsOfferedWhileTheDiskIsFullAndTheSweepBringsItLater() {
    harness.agents.failWith(FULL);
    assertThat(harness.begunAndOffered(agent)).isNull();
    harness.sweep().presence();
    assertThat(harness.begunAndOffered(agent)).isNull();
    harness.agents.failWith(null);
    assertThat(harness.begunAndOffered(agent)).isNull();
    harness.sweep().presence();
    assertThat(harness.begunAndOffered(agent)).isEqualTo(A);
    assertThat(harness.begunAndOffered(agent)).isNull();
  }

  @Test
  void anOfferStoredLateHasItsWholeTimeForTheAnswer() {
    harness.agents.failWith(FULL);
    assertThat(harness.begunAndOffered(agent)).isNull();
    harness.pass(Duration.ofMinutes(10));
    harness.agents.failWith(null);
    harness.sweep().presence();
    assertThat(harness.begunAndOffered(agent)).isEqualTo(A);
    harness.pass(Duration.ofSeconds(59));
    assertThat(harness.begunAndOffered(agent)).isNull();
    harness.pass(Duration.ofSeconds(2));
    assertThat(harness.begunAndOffered(agent)).isEqualTo(A);
    assertThat(attempt(A).tries()).isEqualTo(2);
  }

  @Test
  void whatWasNeverSentIsNoTryHoweverOftenTheAgentReconnects() {
    harness.agents.failWith(FULL);
    for (int i = 2; i < 10; i++) {
      assertThat(harness.begunAndOffered(agent)).isNull();
      harness.reconnect();
      harness.accepted(message(i));
    }
    harness.agents.failWith(null);
    assertThat(harness.begunAndOffered(agent)).isEqualTo(A);
    assertThat(attempt(A).tries()).isEqualTo(1);
  }

  @Test
  void aChangeOfMindBeforeTheStoreIsBackLeavesNoTraceOfWhatWasNeverSent() {
    harness.agents.failWith(FULL);
    assertThat(harness.begunAndOffered(agent)).isNull();
    harness.config.want(B);
    harness.agents.failWith(null);
    assertThat(harness.begunAndOffered(agent)).isEqualTo(B);
    assertThat(agent.state().facts().attempts().find(OfferKind.CONFIG, A)).isEmpty();
  }

  @Test
  void anAttemptIsStoredByItselfAndTheFactsAsAWholeWhenTheAgentLeavesWithoutAnAnswer() {
    assertThat(harness.begunAndOffered(agent)).isEqualTo(A);
    assertThat(harness.agents.begun()).isEqualTo(1);
    int writes = harness.agents.writes();

    harness.fleet().disconnected(agent, harness.link().connection());
    assertThat(harness.agents.writes()).isEqualTo(writes + 1);

    harness.reconnect();
    harness.accepted(message(2));
    harness.fleet().disconnected(agent, harness.link().connection());
    assertThat(harness.agents.writes()).as("only the sequence is new").isEqualTo(writes + 2);
  }

  @Test
  void whatTheStoreDoesNotHaveYetIsNotLeftToAnAttempt() {
    harness.agents.failWith(FULL);
    harness.fleet().retry(agent, OfferKind.CONFIG).exceptionally(e -> null).join();
    harness.agents.failWith(null);
    assertThat(harness.begunAndOffered(agent)).isEqualTo(A);
    assertThat(harness.agents.begun()).isZero();
  }

  @Test
  void twoPathsThatBeginTheSameOfferSendItOnce() {
    OfferDecision late = harness.offers().decide(agent, harness.config);
    assertThat(harness.begunAndOffered(agent)).isEqualTo(A);
    Offer.Due due = ((OfferDecision.Begin) late).due();
    harness
        .offers()
        .begin(List.of(new OfferScheduler.Beginning(agent, OfferKind.CONFIG, due)))
        .join();
    assertThat(harness.begunAndOffered(agent)).isNull();
    assertThat(attempt(A).tries()).isEqualTo(1);
  }
}
