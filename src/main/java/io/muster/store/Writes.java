package io.muster.store;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Waits for writes, and puts several into one. */
public final class Writes {

  private Writes() {}

  /**
   * Waits until the write is durable; blocks, so it is called on virtual threads.
   *
   * @throws StoreException if it failed
   */
  public static <T> T await(CompletableFuture<T> write) {
    try {
      return write.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof StoreException failure) {
        throw failure;
      }
      throw e;
    }
  }

  /** Completes when all have, with the failure of one of them if any failed. */
  public static CompletableFuture<Void> all(Collection<? extends CompletableFuture<?>> writes) {
    return CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new));
  }
}
