package io.muster.schedule;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A process that has too much to check and redact, until it is closed. */
public final class BusyProcess implements AutoCloseable {

  private final CountDownLatch end = new CountDownLatch(1);
  private final @Nullable HeavyWork before;

  public BusyProcess() {
    HeavyWork busy = new HeavyWork(1, 1, Duration.ofMillis(1));
    for (long bytes : new long[] {1, Long.MAX_VALUE}) {
      for (int i = 0; i < 2; i++) {
        Thread.startVirtualThread(() -> busy.call(bytes, HeavyWork.For.AGENT, this::waiting));
      }
      while (busy.takesAgents(bytes)) {
        Thread.onSpinWait();
      }
    }
    before = HeavyWork.share(busy);
  }

  private boolean waiting() {
    try {
      end.await();
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    end.countDown();
    HeavyWork.share(before);
  }
}
