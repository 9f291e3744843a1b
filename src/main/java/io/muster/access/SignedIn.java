package io.muster.access;

import io.muster.operator.KnownOperators;
import io.muster.operator.Operator;
import io.muster.operator.OperatorName;
import io.muster.operator.TokenHash;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Somebody, or something, that may use the API: whom a request is from.
 *
 * @param name as it appears in revisions and logs
 * @param roles what settings give permissions to
 * @param credential by what; null for the token of the data folder
 */
public record SignedIn(String name, Set<String> roles, @Nullable Credential credential) {

  /** Whoever has the token of the data folder. */
  public static final SignedIn BOOTSTRAP =
      new SignedIn(OperatorName.BOOTSTRAP, Set.of(Operator.ADMIN), null);

  /**
   * A token of an operator.
   *
   * @param token its name
   * @param expiresAt null if it never does
   */
  public record Credential(String token, TokenHash hash, @Nullable Instant expiresAt) {}

  public SignedIn {
    if (name.isBlank()) {
      throw new IllegalArgumentException("an operator needs a name");
    }
    roles = Set.copyOf(roles);
  }

  static SignedIn by(KnownOperators.Found found) {
    return new SignedIn(
        found.operator().name(),
        found.operator().roles(),
        new Credential(found.token().name(), found.token().hash(), found.token().expiresAt()));
  }
}
