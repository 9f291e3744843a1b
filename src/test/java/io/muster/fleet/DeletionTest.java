package io.muster.fleet;

import static io.muster.fleet.FleetHarness.UID;
import static io.muster.fleet.FleetHarness.complete;
import static io.muster.fleet.FleetHarness.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.muster.agent.OfferKind;
import io.muster.protocol.InstanceUid;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What meets the deletion of an agent half-way. */
class DeletionTest {

  private final FleetHarness harness = new FleetHarness();

  private static void assertGone(CompletableFuture<?> change) {
    assertThat(change)
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .havingCause()
        .isInstanceOf(AgentGone.class)
        .withMessageContaining(UID.toString());
  }

  @Test
  void anAgentThatSpeaksWhileItsRecordIsRemovedKeepsItsNewOne() {
    KnownAgent old = harness.accepted(complete(1));
    harness.agents.hold();
    harness.label(old, Map.of("env", "prod"));
    CompletableFuture<Void> removed = harness.fleet().remove(old);
    ReportOutcome.Accepted back = (ReportOutcome.Accepted) harness.send(complete(2));
    assertThat(back.agent()).isNotEqualTo(old);
    CompletableFuture<Void> labelled =
        CompletableFuture.runAsync(() -> harness.label(back.agent(), Map.of("env", "dev")));
    assertThat(back.saved()).isNotCompleted();
    for (int i = 0; i < 10; i++) {
      harness.agents.releaseHeld();
    }
    assertThat(removed).isCompleted();
    harness.agents.release();
    labelled.join();
    assertThat(back.saved()).isCompleted();
    KnownAgent stored = harness.restarted().fleet().find(UID).orElseThrow();
    assertThat(stored.state().labels().pairs()).containsExactly(Map.entry("env", "dev"));
    assertThat(stored.sequence()).isEqualTo(2);
  }

  @Test
  void anAgentDeletedTwiceInARowWhileItGoesOnSpeakingIsThereOnceMore() {
    KnownAgent first = harness.accepted(complete(1));
    harness.agents.hold();
    var _ = harness.fleet().remove(first);
    KnownAgent second = harness.accepted(complete(2));
    var _ = harness.fleet().remove(second);
    harness.accepted(complete(3));
    for (int i = 0; i < 10; i++) {
      harness.agents.releaseHeld();
    }
    assertThat(harness.restarted().fleet().find(UID).orElseThrow().sequence()).isEqualTo(3);
  }

  @Test
  void anAgentThatCannotBeRemovedBecauseTheStoreFailsIsStillSavedWhenItSpeaks() {
    KnownAgent old = harness.accepted(complete(1));
    harness.agents.failWith(new IllegalStateException("disk full"));
    assertThat(harness.fleet().remove(old)).isCompletedExceptionally();
    harness.agents.failWith(null);
    harness.accepted(complete(7));
    assertThat(harness.restarted().fleet().find(UID).orElseThrow().sequence()).isEqualTo(7);
  }

  @Test
  void whatIsChangedAboutADeletedAgentIsNotAcknowledged() {
    KnownAgent agent = harness.accepted(complete(1));
    harness.fleet().remove(agent).join();
    harness.changes.clear();
    assertThatExceptionOfType(AgentGone.class)
        .isThrownBy(() -> harness.label(agent, Map.of("env", "prod")));
    assertGone(harness.fleet().retry(agent, OfferKind.CONFIG));
    assertGone(harness.fleet().assignNewUid(agent));
    assertGone(harness.fleet().remove(agent));
    assertThat(harness.changes).isEmpty();
  }

  @Test
  void aDeletedAgentIsNotPutBackByANewUid() {
    KnownAgent agent = harness.accepted(complete(1));
    harness.fleet().remove(agent).join();
    assertGone(harness.fleet().assignNewUid(agent));
    assertThat(harness.fleet().agents()).isEmpty();
    assertThat(harness.fleet().find(UID)).isEmpty();
  }

  @Test
  void anAgentDeletedInTheMiddleOfARenameLeavesNothing() {
    KnownAgent agent = harness.accepted(complete(1));
    harness.agents.failWith(new IllegalStateException("disk full"));
    CompletableFuture<InstanceUid> renamed = harness.fleet().assignNewUid(agent);
    assertThat(renamed).isCompletedExceptionally();
    harness.agents.failWith(null);
    harness.sweep().presence();
    harness.fleet().remove(agent).join();
    assertThat(harness.restarted().fleet().agents()).isEmpty();
  }

  @Test
  void anAgentThatSpeaksUnderItsFormerUidAfterADeletionIsNew() {
    KnownAgent agent = harness.accepted(complete(1));
    harness.agents.hold();
    var _ = harness.fleet().assignNewUid(agent);
    var _ = harness.fleet().remove(agent);
    harness.accepted(message(9));
    for (int i = 0; i < 10; i++) {
      harness.agents.releaseHeld();
    }
    FleetHarness restarted = harness.restarted();
    assertThat(restarted.fleet().find(UID).orElseThrow().sequence()).isEqualTo(9);
    assertThat(restarted.fleet().size()).isEqualTo(1);
  }
}
