package io.muster.fleet;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The writes of one record of one agent: one in flight at a time, everything that comes meanwhile
 * waits for one more (SEMANTICS 1). Not thread-safe: guarded by its agent.
 */
final class PendingSave {

  private @Nullable CompletableFuture<Void> running;
  private @Nullable CompletableFuture<Void> next;
  private boolean unsaved;
  private boolean tooLarge;

  /** The write that is under way, or null. */
  @Nullable CompletableFuture<Void> running() {
    return running;
  }

  /** A write begins, which this one stands for. */
  void begin(CompletableFuture<Void> write) {
    running = write;
  }

  /** The write that will follow the one under way; promised to those who change something. */
  CompletableFuture<Void> follow() {
    CompletableFuture<Void> following = next == null ? new CompletableFuture<>() : next;
    next = following;
    return following;
  }

  /**
   * The write is over.
   *
   * @param failed whether the store does not have it
   * @param large because of its size: no use in trying again before it changes
   * @return what was promised meanwhile, and has to be written now; or null
   */
  @Nullable CompletableFuture<Void> end(boolean failed, boolean large) {
    CompletableFuture<Void> following = next;
    running = null;
    next = null;
    unsaved = failed;
    tooLarge = large;
    return following;
  }

  /** What it needed could not be written: memory is ahead of the store. */
  void fail() {
    unsaved = true;
  }

  /** Another instance has written it since: what is unsaved here is of the past. */
  void drop() {
    unsaved = false;
  }

  boolean unsaved() {
    return unsaved;
  }

  boolean tooLarge() {
    return tooLarge;
  }

  /** Whether the store has what memory has, as far as is known. */
  boolean idle() {
    return running == null && !unsaved;
  }

  /** Whether it failed, and may succeed if it is tried again. */
  boolean mayRetry() {
    return unsaved && !tooLarge && running == null;
  }
}
