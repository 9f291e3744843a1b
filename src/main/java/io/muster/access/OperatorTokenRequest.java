package io.muster.access;

import io.quarkus.security.identity.request.BaseAuthenticationRequest;

/**
 * Asks whose operator token this is. A type of its own, so that the bearer tokens of other
 * mechanisms (OIDC) go to their own providers.
 */
public final class OperatorTokenRequest extends BaseAuthenticationRequest {

  private final String token;
  private final String address;

  /**
   * A question.
   *
   * @param token as it was sent: anything
   * @param address where it came from
   */
  public OperatorTokenRequest(String token, String address) {
    this.token = token;
    this.address = address;
  }

  String token() {
    return token;
  }

  String address() {
    return address;
  }
}
