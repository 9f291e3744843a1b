package io.muster.access;

import org.jspecify.annotations.Nullable;

/**
 * The file with the operator token cannot be read or made, so the server cannot start. The message
 * is for the person who started it and needs no stack trace.
 */
public final class CannotUseTokenFile extends RuntimeException {

  private static final long serialVersionUID = 1;

  CannotUseTokenFile(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
