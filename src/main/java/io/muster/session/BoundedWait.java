package io.muster.session;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what others do, and not for ever. */
@FunctionalInterface
interface BoundedWait {

  /** How it ended. */
  enum End {
    DONE,
    FAILED,
    TIMED_OUT
  }

  /** Blocks the thread; an interrupt counts as a failure and stays set. */
  BoundedWait BLOCKING =
      (future, atMost) -> {
        try {
          future.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
          return End.DONE;
        } catch (TimeoutException e) {
          return End.TIMED_OUT;
        } catch (ExecutionException e) {
          return End.FAILED;
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return End.FAILED;
        }
      };

  /** Waits so long at most; never throws for what the future failed with. */
  End await(CompletableFuture<?> future, Duration atMost);
}
