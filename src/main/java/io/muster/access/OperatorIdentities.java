package io.muster.access;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
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
  private final Provider<Operators> operators;

  OperatorIdentities(Provider<Operators> operators) {
    this.operators = operators;
  }

  @Override
  public Class<OperatorTokenRequest> getRequestType() {
    return OperatorTokenRequest.class;
  }

  /** No identity if the token is no operator's. */
  @Override
  public Uni<SecurityIdentity> authenticate(
      OperatorTokenRequest request, AuthenticationRequestContext context) {
    return operators
        .get()
        .authenticate(request.token())
        .map(operator -> Uni.createFrom().item(identity(operator)))
        .orElseGet(() -> Uni.createFrom().nullItem());
  }

  private static SecurityIdentity identity(Operator operator) {
    return QuarkusSecurityIdentity.builder()
        .setPrincipal(new QuarkusPrincipal(operator.name()))
        .addRoles(operator.roles())
        .build();
  }
}
