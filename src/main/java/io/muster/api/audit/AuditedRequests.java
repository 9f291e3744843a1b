package io.muster.api.audit;

import io.muster.access.OperatorPrincipal;
import io.muster.access.SignedIn;
import io.muster.api.http.Audited;
import io.muster.audit.Actor;
import io.muster.audit.AuditEntry;
import io.muster.audit.AuditEntry.Result;
import io.muster.audit.AuditTrail;
import io.muster.schedule.BoundedRate;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.Method;
import java.net.URI;
import java.security.Principal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/**
 * Notes every request that changes something, or gives secrets away, before it is done, and how it
 * ended; and those that an operator was not allowed to make.
 */
@Singleton
public class AuditedRequests {

  private static final String NOTED = AuditedRequests.class.getName();
  private static final String API = "/api/v1/";
  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
  private static final int FORBIDDEN = 403;

  /** Refusals noted in a minute; an operator whose script runs wild fills no log. */
  private static final int REFUSALS_A_MINUTE = 60;

  /** Filters are made before the settings are there that the trail needs. */
  private final Provider<AuditTrail> trail;

  private final BoundedRate refusals;

  AuditedRequests(Provider<AuditTrail> trail, InstantSource clock) {
    this.trail = trail;
    refusals = new BoundedRate(clock, Duration.ofMinutes(1), REFUSALS_A_MINUTE);
  }

  /** Before the operation; throws if it must not go on unnoted. */
  @ServerRequestFilter
  public void before(
      ContainerRequestContext request, ResourceInfo operation, HttpServerRequest http) {
    Method method = operation.getResourceMethod();
    @Nullable Audited how = method == null ? null : method.getAnnotation(Audited.class);
    if (isAudited(how, request.getMethod())) {
      boolean stops = how != null && how.value() == Audited.When.ALSO_WHEN_FULL;
      request.setProperty(
          NOTED,
          trail.get().asked(actor(request, http), request.getMethod(), object(request), stops));
    }
  }

  private static boolean isAudited(@Nullable Audited how, String verb) {
    if (how == null) {
      return !READING.contains(verb);
    }
    return switch (how.value()) {
      case NEVER -> false;
      case ALWAYS, ALSO_WHEN_FULL -> true;
    };
  }

  /** When the answer is known. */
  @ServerResponseFilter
  public void after(
      ContainerRequestContext request, ContainerResponseContext response, HttpServerRequest http) {
    int status = response.getStatus();
    if (request.getProperty(NOTED) instanceof AuditEntry asked) {
      request.removeProperty(NOTED);
      trail.get().ended(asked, Result.of(status), status, status < 400 ? now(response) : "");
    } else if (status == FORBIDDEN && refusals.next().isPresent()) {
      trail.get().refused(actor(request, http), request.getMethod(), object(request), status);
    }
  }

  private static String now(ContainerResponseContext response) {
    if (response.getEntity() instanceof Audited.Answer answer) {
      return answer.audited();
    }
    String tag = response.getHeaderString("ETag");
    return tag == null ? "" : "ETag " + tag;
  }

  private static Actor actor(ContainerRequestContext request, HttpServerRequest http) {
    Principal who = request.getSecurityContext().getUserPrincipal();
    String address = http.remoteAddress() == null ? "unknown" : http.remoteAddress().hostAddress();
    if (who instanceof OperatorPrincipal(SignedIn operator)) {
      SignedIn.Credential by = operator.credential();
      return new Actor(operator.name(), by == null ? "" : by.token(), address);
    }
    return new Actor(who == null ? "unknown" : who.getName(), "", address);
  }

  private static String object(ContainerRequestContext request) {
    URI uri = request.getUriInfo().getRequestUri();
    String path = uri.getRawPath();
    String object = path.startsWith(API) ? path.substring(API.length()) : path;
    return uri.getRawQuery() == null ? object : object + "?" + uri.getRawQuery();
  }
}
