package io.muster.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Waits that take no time: what is not done when one begins has timed out. */
final class WaitInTests implements BoundedWait {

  private final List<Duration> waits = new ArrayList<>();
  private Runnable meanwhile = () -> {};

  /** Has this happen during each wait from now on. */
  void meanwhile(Runnable action) {
    meanwhile = action;
  }

  /** How long each wait would have been at most, in order. */
  List<Duration> waits() {
    return waits;
  }

  @Override
  public End await(CompletableFuture<?> future, Duration atMost) {
    waits.add(atMost);
    meanwhile.run();
    if (!future.isDone()) {
      return End.TIMED_OUT;
    }
    return future.isCompletedExceptionally() ? End.FAILED : End.DONE;
  }
}
