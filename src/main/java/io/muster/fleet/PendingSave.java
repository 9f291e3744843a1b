package io.muster.fleet;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The writes of one half of one agent: one in flight at a time, everything that comes meanwhile
 * waits for one more (SEMANTICS 1). Guarded by its agent.
 */
final class PendingSave {

  /** The write that is under way. */
  @Nullable CompletableFuture<Void> running;

  /** The one that will follow it, promised to those who changed something meanwhile. */
  @Nullable CompletableFuture<Void> next;

  /** Whether memory is ahead of the store because a write failed. */
  boolean unsaved;

  /** Whether the store has what memory has, as far as is known. */
  boolean idle() {
    return running == null && !unsaved;
  }

  /** Whether it failed because of its size: no use in trying again before it changes. */
  boolean tooLarge;
}
