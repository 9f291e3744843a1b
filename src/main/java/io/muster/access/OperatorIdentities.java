package io.muster.access;

import io.muster.access.Authentication.Known;
import io.muster.access.Authentication.Mistyped;
import io.muster.access.Authentication.NotRead;
import io.muster.access.Authentication.Refused;
import io.muster.access.Authentication.Unknown;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;

/**
 * Gives the identity of the operator that a token belongs to: name and roles. Memory only, so it
 * may be asked on an event loop. What a role may do is a setting.
 */
@Singleton
public class OperatorIdentities implements IdentityProvider<OperatorTokenRequest> {

  /** Looked up late: a token file that cannot be used is told by the start, not by this. */
  private final Provider<SignIn> signIn;

  OperatorIdentities(Provider<SignIn> signIn) {
    this.signIn = signIn;
  }

  @Override
  public Class<OperatorTokenRequest> getRequestType() {
    return OperatorTokenRequest.class;
  }

  /**
   * No identity if the token is no operator's; a failure with a {@link RefusedToken} if it is good
   * no more.
   */
  @Override
  public Uni<SecurityIdentity> authenticate(
      OperatorTokenRequest request, AuthenticationRequestContext context) {
    return switch (signIn.get().authenticate(request.token(), request.address())) {
      case Known(SignedIn who) -> Uni.createFrom().item(identity(who));
      case Unknown() -> Uni.createFrom().nullItem();
      case Refused refused -> Uni.createFrom().failure(RefusedToken.of(refused));
      case Mistyped mistyped -> Uni.createFrom().failure(RefusedToken.of(mistyped));
      case NotRead notRead -> Uni.createFrom().failure(RefusedToken.of(notRead));
    };
  }

  private static SecurityIdentity identity(SignedIn who) {
    return QuarkusSecurityIdentity.builder()
        .setPrincipal(new OperatorPrincipal(who))
        .addRoles(who.roles())
        .build();
  }
}
