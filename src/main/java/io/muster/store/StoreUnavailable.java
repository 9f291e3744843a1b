package io.muster.store;

import io.muster.failure.Unavailable;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The store cannot do it now; the same call may succeed later. */
public final class StoreUnavailable extends StoreException implements Unavailable {

  private static final long serialVersionUID = 1;

  /** Why, as a fixed set for metrics and callers. */
  public enum Reason {
    /** The disk, or the size the store may have, is used up. */
    FULL,
    /** More writes are waiting than may wait. */
    OVERLOADED,
    /** Reading or writing failed below the store. */
    IO,
    /** The store is closed, or the caller was interrupted. */
    CLOSED;

    /** The value of the metric's tag. */
    public String tag() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Reason reason;

  public StoreUnavailable(Reason reason, String message) {
    this(reason, message, null);
  }

  public StoreUnavailable(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** Why. */
  public Reason reason() {
    return reason;
  }
}
