package io.muster.api.http;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityPolicy;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;

/**
 * Lets nobody unknown behind {@code /api}, before anything is known about the path, so that
 * strangers learn nothing about paths. What an operator may do there, each operation says.
 */
@Singleton
public class OperatorsOnly implements HttpSecurityPolicy {

  private static final Uni<CheckResult> OPEN = CheckResult.permit();

  @Override
  public Uni<CheckResult> checkPermission(
      RoutingContext routing,
      Uni<SecurityIdentity> identity,
      AuthorizationRequestContext requestContext) {
    if (!routing.normalizedPath().startsWith("/api")) {
      return OPEN; // Without asking who it is: that costs nothing.
    }
    return identity.map(who -> who.isAnonymous() ? CheckResult.DENY : CheckResult.PERMIT);
  }
}
