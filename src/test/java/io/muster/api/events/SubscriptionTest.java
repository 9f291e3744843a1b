package io.muster.api.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.api.events.Event.AgentChanges;
import io.muster.api.events.Event.Change;
import io.muster.api.events.Subscription.Batch;
import io.muster.protocol.InstanceUid;
import java.util.EnumSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SubscriptionTest {

  private static final InstanceUid A = new InstanceUid(0, 1);
  private static final InstanceUid B = new InstanceUid(0, 2);

  private final Subscription subscription = new Subscription();

  private Batch read() {
    CompletableFuture<Batch> next = subscription.next().toCompletableFuture();
    subscription.flush(true);
    return next.join();
  }

  @Test
  void anAgentThatChangesOftenIsToldOnce() {
    subscription.agent(A, Change.CONNECTED, null);
    for (int i = 0; i < 100; i++) {
      subscription.agent(A, Change.CHANGED, null);
    }
    subscription.agent(B, Change.REMOVED, null);

    assertThat(read().agents())
        .containsExactly(
            new AgentChanges(A, EnumSet.of(Change.CONNECTED, Change.CHANGED), null),
            new AgentChanges(B, EnumSet.of(Change.REMOVED), null));
  }

  @Test
  void aRenamedAgentIsToldUnderItsNewUidOnly() {
    subscription.agent(A, Change.CHANGED, null);
    subscription.agent(B, Change.RENAMED, A);
    subscription.agent(B, Change.CHANGED, null);

    assertThat(read().agents())
        .containsExactly(new AgentChanges(B, EnumSet.of(Change.CHANGED, Change.RENAMED), A));
  }

  @Test
  void nothingIsToldTwiceAndNothingWithoutATick() {
    CompletableFuture<Batch> next = subscription.next().toCompletableFuture();
    subscription.flush(false);
    assertThat(next).isNotDone();
    subscription.agent(A, Change.CHANGED, null);
    assertThat(next).isNotDone();
    subscription.flush(false);
    assertThat(next.join().agents()).hasSize(1);
    assertThat(read().agents()).isEmpty();
  }

  @Test
  void aSlowReaderIsToldThatItMissedSomethingAndGoesOnFromThere() {
    for (int i = 0; i <= Subscription.MAX_AGENTS; i++) {
      subscription.agent(new InstanceUid(1, i), Change.CHANGED, null);
    }
    subscription.other(new Event("config", "lost"));

    Batch lost = read();
    assertThat(lost.overflow()).isTrue();
    assertThat(lost.agents()).isEmpty();
    assertThat(lost.others()).isEmpty();

    subscription.agent(A, Change.CHANGED, null);
    Batch after = read();
    assertThat(after.overflow()).isFalse();
    assertThat(after.agents()).hasSize(1);
  }

  @Test
  void tooManyOtherEventsOverflowAsWell() {
    for (int i = 0; i <= Subscription.MAX_OTHERS; i++) {
      subscription.other(new Event("config", i));
    }

    assertThat(read().overflow()).isTrue();
  }

  @Test
  void largeMessagesOverflowBeforeThereAreMany() {
    var message = new Event.CustomMessage("uid", "c", "t", "x".repeat(Subscription.MAX_BYTES / 2));
    subscription.other(new Event("custom-message", message));
    subscription.other(new Event("config", "small"));
    assertThat(read().others()).hasSize(2);

    subscription.other(new Event("custom-message", message));
    subscription.other(new Event("custom-message", message));
    assertThat(read().overflow()).isTrue();

    subscription.other(new Event("custom-message", message));
    assertThat(read().others()).hasSize(1);
  }

  @Test
  void otherEventsKeepTheirOrder() {
    subscription.other(new Event("config", 1));
    subscription.other(new Event("target", 2));

    assertThat(read().others()).containsExactly(new Event("config", 1), new Event("target", 2));
  }

  @Test
  void aReaderThatTakesNothingForLongIsStuckAndOneThatWaitsIsNot() {
    for (int tick = 0; tick < 100; tick++) {
      subscription.next();
      assertThat(subscription.stuck(3)).isFalse();
      subscription.flush(true);
    }
    for (int tick = 0; tick < 3; tick++) {
      assertThat(subscription.stuck(3)).isFalse();
    }
    assertThat(subscription.stuck(3)).isTrue();
    subscription.next();
    assertThat(subscription.stuck(3)).isFalse();
  }
}
