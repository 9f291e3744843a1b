package io.muster.conformance;

/**
 * How the server took an operator's request.
 *
 * @param status the HTTP status of its API
 * @param detail the body of the answer
 */
public record Outcome(int status, String detail) {

  /** True for 2xx. */
  public boolean accepted() {
    return status / 100 == 2;
  }
}
