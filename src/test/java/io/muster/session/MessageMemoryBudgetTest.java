package io.muster.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MessageMemoryBudgetTest {

  private final MessageMemoryBudget budget = new MessageMemoryBudget(100);

  @Test
  void bytesAreTakenUpToTheLimitAndNotAboveIt() {
    assertThat(budget.tryTake(60)).isTrue();
    assertThat(budget.tryTake(41)).isFalse();
    assertThat(budget.tryTake(40)).isTrue();
    assertThat(budget.tryTake(1)).isFalse();
    assertThat(budget.used()).isEqualTo(100);
  }

  @Test
  void aRefusalTakesNothing() {
    assertThat(budget.tryTake(60)).isTrue();
    assertThat(budget.tryTake(41)).isFalse();
    assertThat(budget.used()).isEqualTo(60);
  }

  @Test
  void whatIsGivenBackCanBeTakenAgain() {
    assertThat(budget.tryTake(100)).isTrue();
    budget.giveBack(30);
    assertThat(budget.tryTake(31)).isFalse();
    assertThat(budget.tryTake(30)).isTrue();
  }

  @Test
  void oneLargeMessagePassesASmallBudgetAndNobodyElseMeanwhile() {
    assertThat(budget.tryTake(1_000)).isTrue();
    assertThat(budget.tryTake(1)).isFalse();
    budget.giveBack(1_000);
    assertThat(budget.used()).isZero();
    assertThat(budget.tryTake(1)).isTrue();
  }

  @Test
  void theSettingCountsAndWithoutOneAQuarterOfTheHeapAndAtMost256MiB() {
    MessageMemoryBudget set =
        MessageMemoryBudget.of(HubInTests.settings(Map.of("assembly-budget", "3M")));
    assertThat(set.tryTake(2 << 20)).isTrue();
    assertThat(set.tryTake(1 << 20)).isTrue();
    assertThat(set.tryTake(1)).isFalse();
    long most = Math.min(256L << 20, Runtime.getRuntime().maxMemory() / 4);
    MessageMemoryBudget unset = MessageMemoryBudget.of(HubInTests.settings(Map.of()));
    assertThat(unset.tryTake(most)).isTrue();
    assertThat(unset.tryTake(1)).isFalse();
  }

  @Test
  void largeMessagesAreDecodedOneAtATimeAndSmallOnesAtOnce() throws Exception {
    List<String> order = new ArrayList<>();
    CountDownLatch begun = new CountDownLatch(1);
    AtomicInteger inside = new AtomicInteger();
    Thread other =
        new Thread(() -> {
          begun.countDown();
          budget.decode(MessageMemoryBudget.LARGE + 1, () -> order.add("second " + inside.get()));
        });
    budget.decode(
        MessageMemoryBudget.LARGE + 1,
        () -> {
          inside.incrementAndGet();
          other.start();
          awaitBlocked(begun, other);
          budget.decode(MessageMemoryBudget.LARGE, () -> order.add("small"));
          order.add("first");
          return inside.decrementAndGet();
        });
    other.join(10_000);
    assertThat(order).containsExactly("small", "first", "second 0");
  }

  /** Waits for a thread that waits for its turn, which shows in its state. */
  private static void awaitBlocked(CountDownLatch begun, Thread thread) {
    try {
      assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    while (thread.isAlive() && thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aDecodeThatFailsGivesItsTurnBack() {
    assertThatThrownBy(() ->
            budget.decode(
                MessageMemoryBudget.LARGE + 1,
                () -> {
                  throw new IllegalStateException("in a test");
                }))
        .hasMessage("in a test");
    assertThat(budget.turnTaken()).isFalse();
  }
}
