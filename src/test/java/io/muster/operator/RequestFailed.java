package io.muster.operator;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A request without an answer, or with one that cannot be read. Whether it was carried out is
 * unknown.
 */
public final class RequestFailed extends UncheckedIOException {

  private static final long serialVersionUID = 1L;

  RequestFailed(String request, IOException cause) {
    super(request + ": " + cause, cause);
  }
}
