package io.muster.store;

import org.jspecify.annotations.Nullable;

/** What was stored cannot be understood; trying again does not help. */
public final class StoreCorrupt extends StoreException {

  private static final long serialVersionUID = 1;

  public StoreCorrupt(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
