package io.muster.access;

import java.security.Principal;

/** Whom a request is from, as the security of the platform carries it. */
public record OperatorPrincipal(SignedIn who) implements Principal {

  @Override
  public String getName() {
    return who.name();
  }
}
