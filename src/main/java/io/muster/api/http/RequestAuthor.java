package io.muster.api.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.security.Principal;

/** Who made a request, as it is kept with what the request changed. */
public final class RequestAuthor {

  private RequestAuthor() {}

  public static String of(ContainerRequestContext request) {
    Principal operator = request.getSecurityContext().getUserPrincipal();
    if (operator == null) {
      throw new IllegalStateException("a request came through without authentication");
    }
    return operator.getName();
  }
}
