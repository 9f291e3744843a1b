package io.muster.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BoundedWaitTest {

  private static BoundedWait.End await(CompletableFuture<?> future) {
    return BoundedWait.BLOCKING.await(future, Duration.ZERO);
  }

  @Test
  void theWayItEndedIsToldAndNothingIsThrown() {
    assertThat(await(CompletableFuture.completedFuture(1))).isEqualTo(BoundedWait.End.DONE);
    assertThat(await(CompletableFuture.failedFuture(new IllegalStateException("in a test"))))
        .isEqualTo(BoundedWait.End.FAILED);
    assertThat(await(new CompletableFuture<>())).isEqualTo(BoundedWait.End.TIMED_OUT);
  }

  @Test
  void anInterruptEndsItAndIsNotForgotten() {
    Thread.currentThread().interrupt();
    assertThat(BoundedWait.BLOCKING.await(new CompletableFuture<>(), Duration.ofDays(1)))
        .isEqualTo(BoundedWait.End.FAILED);
    assertThat(Thread.interrupted()).isTrue();
  }
}
