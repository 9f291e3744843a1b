package io.muster.access;

import io.quarkus.security.AuthenticationFailedException;

/** Why a token is refused, if its holder may know; the cause of the platform's own exception. */
public final class RefusedToken extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient Authentication outcome;

  private RefusedToken(Authentication outcome) {
    super("the token is refused", null, false, false);
    this.outcome = outcome;
  }

  static AuthenticationFailedException of(Authentication outcome) {
    return new AuthenticationFailedException(new RefusedToken(outcome));
  }

  /** The outcome that a failed authentication tells of; unknown if it tells of none. */
  public static Authentication outcome(Throwable failure) {
    return failure.getCause() instanceof RefusedToken refused
        ? refused.outcome
        : new Authentication.Unknown();
  }
}
