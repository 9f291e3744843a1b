package io.muster.store.infinispan;

import io.muster.store.CannotOpenStore;
import io.muster.store.StoreCorrupt;
import io.muster.store.StoreException;
import io.muster.store.StoreUnavailable;
import io.muster.store.StoreUnavailable.Reason;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.infinispan.client.hotrod.exceptions.HotRodTimeoutException;

/** Says what an error of the client means for the caller. */
final class Failures {

  /** The server's message when a cache has reached its size. */
  private static final String CONTAINER_FULL = "ISPN000453";

  private Failures() {}

  /** The failure to throw; one of the store itself stays as it is. */
  static StoreException of(Throwable problem) {
    Throwable cause = cause(problem);
    return switch (cause) {
      case StoreException failure -> failure;
      case InterruptedException _ -> {
        Thread.currentThread().interrupt();
        yield new StoreUnavailable(
            Reason.CLOSED, "Interrupted while waiting for Infinispan.", cause);
      }
      case TimeoutException _, HotRodTimeoutException _ ->
          new StoreUnavailable(
              Reason.IO, "Infinispan did not answer in time: " + text(cause), cause);
      default ->
          String.valueOf(cause.getMessage()).contains(CONTAINER_FULL)
              ? new StoreUnavailable(
                  Reason.FULL, "A cache of Infinispan is full: " + text(cause), cause)
              : new StoreUnavailable(Reason.IO, "Infinispan failed: " + text(cause), cause);
    };
  }

  /** The innermost reason in one line, for people. */
  static String text(Throwable problem) {
    Throwable cause = cause(problem);
    while (cause.getCause() != null && !cause.equals(cause.getCause())) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return message == null
        ? cause.getClass().getSimpleName()
        : message.replaceAll("\\s+", " ").strip();
  }

  private static Throwable cause(Throwable problem) {
    Throwable cause = problem;
    while ((cause instanceof ExecutionException || cause instanceof CompletionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** The value of the metric's tag. */
  static String tag(StoreException e) {
    return switch (e) {
      case StoreUnavailable unavailable -> unavailable.reason().tag();
      case StoreCorrupt _ -> "corrupt";
      case CannotOpenStore _ -> "open";
    };
  }
}
