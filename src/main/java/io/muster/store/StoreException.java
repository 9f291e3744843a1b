package io.muster.store;

import org.jspecify.annotations.Nullable;

/** A failure of the store; what is expected (a version conflict) is a {@link WriteOutcome}. */
public abstract sealed class StoreException extends RuntimeException
    permits StoreUnavailable, StoreCorrupt, CannotOpenStore {

  private static final long serialVersionUID = 1;

  StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
