package io.muster.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UpgradeTurnsTest {

  private final DefaultEventLoop loop = new DefaultEventLoop();
  private final UpgradeTurns turns = new UpgradeTurns();

  @AfterEach
  void stop() {
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  @Test
  void aFewAreTakenAtOnceInTheirOrder() throws Exception {
    List<Integer> done = new ArrayList<>();
    CompletableFuture<List<Integer>> atOnce = new CompletableFuture<>();
    CountDownLatch all = new CountDownLatch(100);
    loop.execute(() -> {
      for (int i = 0; i < 100; i++) {
        int number = i;
        turns.take(
            loop,
            () -> {
              done.add(number);
              all.countDown();
            });
      }
      atOnce.complete(List.copyOf(done));
    });
    assertThat(atOnce.get(10, TimeUnit.SECONDS)).hasSize(16);
    assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(loop.submit(() -> List.copyOf(done)).get()).hasSize(100).isSorted();
  }

  @Test
  void anIdleLoopTakesThemAtOnceAgain() throws Exception {
    for (int round = 0; round < 3; round++) {
      assertThat(loop.submit(this::takenAtOnce).get()).isEqualTo(10);
      assertThat(loop.schedule(() -> true, 1, TimeUnit.MILLISECONDS).get()).isTrue();
    }
  }

  private int takenAtOnce() {
    int[] taken = {0};
    for (int i = 0; i < 10; i++) {
      turns.take(loop, () -> taken[0]++);
    }
    return taken[0];
  }
}
