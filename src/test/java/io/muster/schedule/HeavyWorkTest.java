package io.muster.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.muster.failure.Unavailable;
import io.muster.schedule.HeavyWork.For;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HeavyWorkTest {

  private static final long SMALL = 1_000;
  private static final long LARGE = 8 << 20;

  private final HeavyWork work = new HeavyWork(2, 1, Duration.ofMillis(1));

  @Test
  void isDoneByFewPlatformThreadsWhoeverAsks() throws Exception {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> asked = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        asked.add(
            askers.submit(() ->
                work.call(
                    LARGE,
                    For.OPERATOR,
                    () -> {
                      most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                      threads.add(Thread.currentThread());
                      atOnce.decrementAndGet();
                      return null;
                    })));
      }
      for (Future<?> each : asked) {
        each.get();
      }
    }
    assertThat(threads).hasSize(1).noneMatch(Thread::isVirtual).allMatch(Thread::isDaemon);
    assertThat(most).hasValue(1);
  }

  @Test
  void smallTextsDoNotWaitForLargeOnes() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> large = askers.submit(() -> work.call(LARGE, For.OPERATOR, () -> await(end)));
      assertThat(work.call(SMALL, For.OPERATOR, () -> "small")).isEqualTo("small");
      assertThat(large.isDone()).isFalse();
      end.countDown();
      large.get();
    }
  }

  @Test
  void operatorsAreRefusedWhenTooManyWaitAndTakenAgainAfterwards() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    List<Throwable> refused = new ArrayList<>();
    try (ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> asked = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        asked.add(askers.submit(() -> work.call(LARGE, For.OPERATOR, () -> await(end))));
      }
      // 33 have a place, one of which is being done; the others are told at once.
      while (asked.stream().filter(Future::isDone).count() < 7) {
        Thread.onSpinWait();
      }
      end.countDown();
      for (Future<?> each : asked) {
        try {
          each.get();
        } catch (ExecutionException e) {
          refused.add(e.getCause());
        }
      }
    }
    assertThat(refused)
        .hasSize(7)
        .allMatch(e -> e instanceof Unavailable)
        .allMatch(e -> e.toString().contains("try again"));
    assertThat(work.call(LARGE, For.OPERATOR, () -> "taken")).isEqualTo("taken");
  }

  @Test
  void manyReportsOfAgentsLeaveOperatorsTheirPlace() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> agents = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        agents.add(askers.submit(() -> work.call(LARGE, For.AGENT, () -> await(end))));
      }
      // Two have a place; the others waited their time.
      while (agents.stream().filter(Future::isDone).count() < 8) {
        Thread.onSpinWait();
      }
      Future<String> operator =
          askers.submit(() -> work.call(LARGE, For.OPERATOR, () -> "operator"));
      end.countDown();
      assertThat(operator.get()).isEqualTo("operator");
      assertThat(agents).filteredOn(f -> f.state() == Future.State.FAILED).hasSize(8);
    }
  }

  @Test
  void workWithinWorkIsDoneInItsPlace() {
    assertThat(
            work.call(
                LARGE,
                For.OPERATOR,
                () -> work.call(LARGE, For.OPERATOR, () -> HeavyWork.of(1, For.AGENT, () -> 3))))
        .isEqualTo(3);
  }

  @Test
  void whatTheWorkThrowsIsThrown() {
    assertThatThrownBy(() ->
            work.call(
                SMALL,
                For.SERVER,
                () -> {
                  throw new IllegalArgumentException("no");
                }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no");
  }

  private static boolean await(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
