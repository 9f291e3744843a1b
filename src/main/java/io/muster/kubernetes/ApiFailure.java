package io.muster.kubernetes;

import io.muster.failure.Unavailable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The API server refused a request, or cannot be reached. */
final class ApiFailure extends RuntimeException implements Unavailable {

  private static final long serialVersionUID = 1;

  private final int code;
  private final transient @Nullable Duration retryAfter;

  /**
   * A failure.
   *
   * @param code of HTTP; 0 if there was no answer
   * @param retryAfter when the server wants to be asked again; null if it did not say
   */
  ApiFailure(int code, String message, @Nullable Duration retryAfter) {
    super(message);
    this.code = code;
    this.retryAfter = retryAfter;
  }

  /** What was asked to go on from is too old. */
  boolean expired() {
    return code == 410;
  }

  /** The status of HTTP; 0 if there was no answer. */
  int code() {
    return code;
  }

  /** When the server wants to be asked again; null if it did not say. */
  @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
