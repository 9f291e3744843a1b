package io.muster.operator;

import io.muster.failure.InvalidInput;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A token of an operator; the secret itself is not kept.
 *
 * @param name what it is called among those of its operator
 * @param createdBy an operator's name
 * @param expiresAt null if it never does
 * @param revokedAt null if it is not revoked
 * @param revokedBy an operator's name; null if it is not revoked
 */
public record NamedToken(
    String name,
    TokenHash hash,
    Instant createdAt,
    String createdBy,
    @Nullable Instant expiresAt,
    @Nullable Instant revokedAt,
    @Nullable String revokedBy) {

  public NamedToken {
    OperatorName.check("token", name);
    if ((revokedAt == null) != (revokedBy == null)) {
      throw new IllegalArgumentException("a token is revoked by somebody, or not at all");
    }
  }

  /** Whether a token is any good. */
  public enum State {
    WORKING,
    EXPIRED,
    REVOKED
  }

  /** What it is at this time. */
  public State state(Instant now) {
    if (revokedAt != null) {
      return State.REVOKED;
    }
    return expiresAt == null || now.isBefore(expiresAt) ? State.WORKING : State.EXPIRED;
  }

  /** The same, revoked. */
  NamedToken revoked(Instant at, String by) {
    return new NamedToken(name, hash, createdAt, createdBy, expiresAt, at, by);
  }

  /** The same, ending at this time unless it ends before. */
  NamedToken endingBy(Instant end) {
    return expiresAt != null && !expiresAt.isAfter(end)
        ? this
        : new NamedToken(name, hash, createdAt, createdBy, end, revokedAt, revokedBy);
  }

  /** A new one, that an operator asked for. */
  static NamedToken create(
      String name, TokenHash hash, Instant now, String by, @Nullable Instant expiresAt) {
    if (expiresAt != null && !expiresAt.isAfter(now)) {
      throw new InvalidInput("the token '" + name + "' would have expired at once");
    }
    return new NamedToken(name, hash, now, by, expiresAt, null, null);
  }
}
