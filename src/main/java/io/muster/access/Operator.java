package io.muster.access;

/**
 * Somebody, or something, that may use the API.
 *
 * @param name as it appears in revisions and logs
 */
public record Operator(String name) {

  public Operator {
    if (name.isBlank()) {
      throw new IllegalArgumentException("an operator needs a name");
    }
  }
}
