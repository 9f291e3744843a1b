package io.muster.api.http;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for a change to be durable before it is acknowledged. Blocks its virtual thread. */
public final class DurableWait {

  private static final long SECONDS = 10;

  private DurableWait() {}

  public static <T> T await(CompletableFuture<T> change) {
    try {
      return change.get(SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw Refusal.unavailable(
          "the store has not answered for " + SECONDS + " s; the change may still be stored");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Refusal.unavailable("the server is stopping");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
