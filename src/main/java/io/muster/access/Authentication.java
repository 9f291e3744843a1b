package io.muster.access;

/** What a token is good for. */
public sealed interface Authentication {

  /** It is an operator's. */
  record Known(SignedIn who) implements Authentication {}

  /**
   * It is right, and yet not good any more; only whoever has the very token learns so.
   *
   * @param operator whose it is
   * @param token its name
   * @param message what is wrong, and what to do
   */
  record Refused(Reason reason, String operator, String token, String message)
      implements Authentication {}

  /** It is of the form of our tokens, and cannot be one. */
  record Mistyped() implements Authentication {}

  /** It is nobody's here. */
  record Unknown() implements Authentication {}

  /** It may be good: the operators have not been read yet, because the store does not answer. */
  record NotRead() implements Authentication {}

  /** Why a token that is right is not good. */
  enum Reason {
    EXPIRED,
    REVOKED,
    DISABLED,
    /** The token of the data folder, since there are operators with tokens of their own. */
    BOOTSTRAP_ENDED
  }
}
