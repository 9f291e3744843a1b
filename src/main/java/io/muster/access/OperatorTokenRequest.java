package io.muster.access;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;

/**
 * Asks whose operator token this is. A type of its own, so that the bearer tokens of other
 * mechanisms (OIDC) go to their own providers.
 */
public final class OperatorTokenRequest extends BaseAuthenticationRequest {

  private final String token;

  /**
   * @param token as it was sent: anything
   */
  public OperatorTokenRequest(String token) {
    this.token = token;
  }

  String token() {
    return token;
  }
}
