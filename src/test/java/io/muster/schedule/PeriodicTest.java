package io.muster.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.failure.Unavailable;
import io.muster.telemetry.CapturedLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PeriodicTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final HandTimer timer = new HandTimer();
  private final Periodic periodic = new Periodic(timer, timer::nanoTime);
  private final List<Long> runs = new ArrayList<>();
  private final CapturedLog log = new CapturedLog(Periodic.class);

  @AfterEach
  void listenNoMore() {
    log.close();
  }

  private void ran() {
    runs.add(Duration.ofNanos(timer.nanoTime()).toMillis());
  }

  @Test
  void theFirstRunComesAfterTheIntervalAndTheNextAfterTheEndOfTheLast() {
    periodic.every(
        SECOND,
        "failed",
        () -> {
          ran();
          timer.takes(Duration.ofMillis(300));
        });
    assertThat(runs).isEmpty();
    timer.pass(Duration.ofMillis(3_700));
    assertThat(runs).containsExactly(1_000L, 2_300L, 3_600L);
  }

  @Test
  void atARateTheTimeOfTheRunIsPartOfTheInterval() {
    periodic.atRate(
        SECOND,
        "failed",
        () -> {
          ran();
          timer.takes(Duration.ofMillis(300));
        });
    timer.pass(Duration.ofMillis(3_200));
    assertThat(runs).containsExactly(1_000L, 2_000L, 3_000L);
  }

  @Test
  void aRunThatTookTooLongIsFollowedAtOnceAndWhatWasMissedIsNotMadeUpFor() {
    periodic.atRate(
        SECOND,
        "failed",
        () -> {
          ran();
          timer.takes(Duration.ofMillis(runs.size() == 1 ? 3_500 : 0));
        });
    timer.pass(Duration.ofMillis(6_000));
    assertThat(runs).containsExactly(1_000L, 4_500L, 5_500L);
  }

  @Test
  void whatIsThrownIsLoggedAndTheNextRunHappens() {
    periodic.every(
        SECOND,
        "work_failed",
        () -> {
          ran();
          throw new IllegalStateException("broken");
        });
    timer.pass(Duration.ofSeconds(1));
    assertThat(messages())
        .containsExactly("event=work_failed reason=\"java.lang.IllegalStateException: broken\"");
    assertThat(log.records().getFirst().getThrown()).hasMessage("broken");
    timer.pass(Duration.ofSeconds(1));
    assertThat(runs).hasSize(2);
  }

  @Test
  void anErrorIsNotTheLastRunEither() {
    periodic.atRate(
        SECOND,
        "work_failed",
        () -> {
          ran();
          throw new AssertionError("broken");
        });
    timer.pass(Duration.ofSeconds(2));
    assertThat(runs).hasSize(2);
  }

  @Test
  void oneReasonIsLoggedOnceUntilThereIsAnotherOrItIsOver() {
    List<String> reasons = List.of("a", "a", "a", "b", "", "b");
    periodic.every(
        SECOND,
        "work_failed",
        () -> {
          String reason = reasons.get(runs.size());
          ran();
          if (!reason.isEmpty()) {
            throw new IllegalStateException(reason);
          }
        });
    timer.pass(Duration.ofSeconds(6));
    assertThat(messages())
        .extracting(line -> line.substring(line.length() - 2, line.length() - 1))
        .containsExactly("a", "b", "b");
  }

  private static final class Away extends RuntimeException implements Unavailable {
    private static final long serialVersionUID = 1;

    private Away() {
      super("away");
    }
  }

  @Test
  void somethingThatIsAwayNeedsNoTrace() {
    periodic.every(
        SECOND,
        "work_failed",
        () -> {
          throw new Away();
        });
    timer.pass(SECOND);
    assertThat(messages()).hasSize(1);
    assertThat(log.records().getFirst().getThrown()).isNull();
  }

  @Test
  void askingTwiceBeforeItHasBegunIsAskingOnce() {
    Runnable ask = periodic.whenAsked("failed", this::ran);
    for (int i = 0; i < 1_000; i++) {
      ask.run();
    }
    assertThat(timer.waiting()).isEqualTo(1);
    timer.pass(Duration.ZERO);
    ask.run();
    timer.pass(Duration.ZERO);
    assertThat(runs).containsExactly(0L, 0L);
  }

  @Test
  void whoAsksWhileItRunsHasItRunOnceMore() {
    AtomicReference<Runnable> ask = new AtomicReference<>(() -> {});
    ask.set(
        periodic.whenAsked(
            "failed",
            () -> {
              ran();
              if (runs.size() == 1) {
                ask.get().run();
              }
            }));
    ask.get().run();
    timer.pass(Duration.ZERO);
    assertThat(runs).hasSize(2);
  }

  @Test
  void onceStoppedNothingBegins() {
    periodic.every(SECOND, "failed", this::ran);
    Runnable ask = periodic.whenAsked("failed", this::ran);
    periodic.stop();
    ask.run();
    timer.pass(Duration.ofSeconds(10));
    assertThat(runs).isEmpty();
    assertThat(messages()).isEmpty();
  }

  @Test
  @Timeout(30)
  void theThreadHasItsNameAndNeverDoesTwoThingsAtOnce() throws InterruptedException {
    Periodic real = Periodic.onThread("some-work");
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicReference<String> name = new AtomicReference<>("");
    CountDownLatch enough = new CountDownLatch(200);
    Runnable work =
        () -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          name.set(Thread.currentThread().getName());
          Thread.onSpinWait();
          inside.decrementAndGet();
          enough.countDown();
        };
    real.every(Duration.ofNanos(1_000), "failed", work);
    real.atRate(Duration.ofNanos(1_000), "failed", work);
    Runnable ask = real.whenAsked("failed", work);
    while (!enough.await(100, TimeUnit.MICROSECONDS)) {
      ask.run();
    }
    real.stop();
    assertThat(most).hasValue(1);
    assertThat(name).hasValue("some-work");
  }

  @Test
  @Timeout(30)
  void stoppingWaitsForWhatRuns() throws InterruptedException {
    Periodic real = Periodic.onThread("some-work");
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicBoolean done = new AtomicBoolean();
    real.whenAsked(
            "failed",
            () -> {
              begun.countDown();
              await(goOn);
              done.set(true);
            })
        .run();
    begun.await();
    Thread stopping = Thread.ofVirtual().start(real::stop);
    assertThat(stopping.join(Duration.ofMillis(20))).isFalse();
    goOn.countDown();
    stopping.join();
    assertThat(done).isTrue();
    assertThat(messages()).isEmpty();
  }

  @Test
  @Timeout(30)
  void whatDoesNotEndIsInterruptedAfterASecond() throws InterruptedException {
    Periodic real = Periodic.onThread("some-work");
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    real.whenAsked(
            "failed",
            () -> {
              begun.countDown();
              await(new CountDownLatch(1));
              interrupted.countDown();
            })
        .run();
    begun.await();
    real.stop();
    interrupted.await();
    assertThat(messages()).containsExactly("event=stopped_in_the_middle patience=PT1S");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<String> messages() {
    return log.records().stream()
        .map(record ->
            record instanceof org.jboss.logmanager.ExtLogRecord ext
                ? ext.getFormattedMessage()
                : record.getMessage())
        .toList();
  }
}
