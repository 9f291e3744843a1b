package io.muster.api.http;

import io.muster.access.Access;
import io.muster.access.Operator;
import io.muster.access.Operators;
import io.muster.access.Permission;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Lets operators in: first who it is, by token; then whether they may. */
@Singleton
public class AccessFilters {

  /** The request property that holds the {@link Operator}. */
  static final String OPERATOR = "io.muster.operator";

  private static final Pattern BEARER = Pattern.compile("(?i)bearer +([^ ]+) *");

  /** Looked up late: filters are made while a native image is built, tokens must not be. */
  private final Provider<Operators> operators;

  private final Access access;

  AccessFilters(Provider<Operators> operators, Access access) {
    this.operators = operators;
    this.access = access;
  }

  /** Before anything is known about the path, so that strangers learn nothing about paths. */
  @ServerRequestFilter(preMatching = true)
  public void authenticate(ContainerRequestContext request) {
    if (!request.getUriInfo().getPath().startsWith("/api")) {
      return;
    }
    String header = request.getHeaderString(HttpHeaders.AUTHORIZATION);
    if (header == null) {
      throw Refusal.unauthorized(
          "send the operator token as 'Authorization: Bearer …'; it is in the file operator-token"
              + " in the data folder");
    }
    Matcher bearer = BEARER.matcher(header);
    Optional<Operator> operator =
        bearer.matches() ? operators.get().authenticate(bearer.group(1)) : Optional.empty();
    if (operator.isEmpty()) {
      throw Refusal.unauthorized("this is not a token of this server");
    }
    request.setProperty(OPERATOR, operator.get());
  }

  /** The one place where permissions are asked for. */
  @ServerRequestFilter
  public void authorize(ContainerRequestContext request, ResourceInfo operation) {
    RequiresPermission needs =
        operation.getResourceMethod().getAnnotation(RequiresPermission.class);
    if (needs == null) {
      throw new IllegalStateException(operation.getResourceMethod() + " says no permission");
    }
    switch (access.check(operator(request), new Permission(needs.resource(), needs.action()))) {
      case Access.Verdict.Granted() -> {}
      case Access.Verdict.Refused(String reason) -> throw Refusal.forbidden(reason);
    }
  }

  public static Operator operator(ContainerRequestContext request) {
    if (request.getProperty(OPERATOR) instanceof Operator operator) {
      return operator;
    }
    throw new IllegalStateException("a request came through without authentication");
  }
}
