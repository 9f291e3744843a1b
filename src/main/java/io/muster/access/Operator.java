package io.muster.access;

import java.util.Set;

/**
 * Somebody, or something, that may use the API.
 *
 * @param name as it appears in revisions and logs
 * @param roles what settings give permissions to
 */
public record Operator(String name, Set<String> roles) {

  /** The role of whoever has the token of the data folder. */
  public static final String ADMIN = "admin";

  public Operator {
    if (name.isBlank()) {
      throw new IllegalArgumentException("an operator needs a name");
    }
    roles = Set.copyOf(roles);
  }
}
