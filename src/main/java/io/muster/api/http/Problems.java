package io.muster.api.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.muster.failure.InvalidInput;
import io.muster.failure.Unavailable;
import io.muster.fleet.AgentGone;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.PermissionsAllowed;
import io.quarkus.security.UnauthorizedException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Turns everything that ends a request early into application/problem+json. */
@Singleton
public class Problems {

  private static final Logger LOG = Logger.getLogger(Problems.class);

  /** What a resource refused. */
  @ServerExceptionMapper(priority = 1)
  public RestResponse<Problem> refused(Refusal refusal, UriInfo uri) {
    ResponseBuilder<Problem> answer = answer(of(refusal, path(uri)));
    refusal.headers().forEach(answer::header);
    return answer.build();
  }

  /** An operation that nobody unknown may use, on a path where {@link OperatorsOnly} let them. */
  @ServerExceptionMapper(priority = 1)
  public RestResponse<Problem> unknown(
      UnauthorizedException e, RoutingContext routing, UriInfo uri) {
    return refused(OperatorTokenMechanism.refusal(routing), uri);
  }

  /** An operator without the permission that the operation needs. */
  @ServerExceptionMapper(priority = 1)
  public RestResponse<Problem> forbidden(
      ForbiddenException e, ResourceInfo operation, UriInfo uri) {
    return refused(Refusal.forbidden(missing(operation)), uri);
  }

  private static String missing(@Nullable ResourceInfo operation) {
    Method method = operation == null ? null : operation.getResourceMethod();
    PermissionsAllowed needed =
        method == null ? null : method.getAnnotation(PermissionsAllowed.class);
    return needed == null
        ? "this operator may not use the API"
        : "this operator does not have the permission " + String.join(", ", needed.value());
  }

  /** An agent deleted while it was being changed. */
  @ServerExceptionMapper(priority = 1)
  public RestResponse<Problem> gone(AgentGone e, UriInfo uri) {
    return simple(404, message(e), uri);
  }

  /** Values that a feature refused. Any other illegal argument is a fault of the server. */
  @ServerExceptionMapper(priority = 1)
  public RestResponse<Problem> invalid(InvalidInput e, UriInfo uri) {
    return simple(400, message(e), uri);
  }

  /** JSON that cannot be read. */
  @ServerExceptionMapper(priority = 1)
  public RestResponse<Problem> unreadable(JsonProcessingException e, UriInfo uri) {
    return simple(400, json(e), uri);
  }

  /** JSON of the wrong shape; Quarkus has an answer of its own for this one. */
  @ServerExceptionMapper(priority = 1)
  public RestResponse<Problem> misshapen(MismatchedInputException e, UriInfo uri) {
    return simple(400, json(e), uri);
  }

  /** What JAX-RS itself refuses: no such path, method, media type. */
  @ServerExceptionMapper(priority = 1)
  public RestResponse<Problem> refused(WebApplicationException e, UriInfo uri) {
    Response response = e.getResponse();
    int status = response.getStatus();
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof JsonProcessingException unreadable && status == 400) {
        return simple(400, json(unreadable), uri);
      }
      if (cause instanceof Refusal refusal) {
        return refused(refusal, uri);
      }
    }
    if (status == 404 && e.getCause() != null) {
      // A parameter that cannot be converted; JAX-RS calls that "not found".
      return simple(400, "a parameter has the wrong form: " + message(e.getCause()), uri);
    }
    if (status >= 500) {
      return unexpected(e, uri);
    }
    ResponseBuilder<Problem> answer =
        answer(Problem.of(status, title(status), detail(status, e), path(uri)));
    String allow = response.getHeaderString("Allow");
    if (allow != null) {
      answer.header("Allow", allow);
    }
    return answer.build();
  }

  /** Everything else: the store away, or our fault. */
  @ServerExceptionMapper(priority = 1)
  public RestResponse<Problem> unexpected(Throwable e, UriInfo uri) {
    Throwable cause = e;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof Unavailable) {
      LOG.warnf("event=api_unavailable path=%s reason=\"%s\"", path(uri), message(cause));
      return answer(Problem.of(503, title(503), message(cause), path(uri)))
          .header("Retry-After", "5")
          .build();
    }
    if (endedInBody(cause)) {
      LOG.debugf("event=api_body_ended path=%s", path(uri));
      return simple(400, "the connection ended before the body did", uri);
    }
    String id = UUID.randomUUID().toString();
    LOG.errorf(cause, "event=api_error id=%s path=%s", id, path(uri));
    return simple(500, "an error of the server; its log has the cause under id=" + id, uri);
  }

  /** Nobody reads the answer, and it is no fault of the server for its log to tell. */
  private static boolean endedInBody(Throwable e) {
    for (Throwable each = e; each instanceof IOException; each = each.getCause()) {
      if (each.getCause() instanceof HttpClosedException
          || each.getCause() instanceof ClosedChannelException) {
        return true;
      }
    }
    return false;
  }

  static Problem of(Refusal refusal, @Nullable String path) {
    return new Problem(
        URI.create("about:blank"),
        title(refusal.status()),
        refusal.status(),
        refusal.detail(),
        path,
        refusal.faults());
  }

  private static RestResponse<Problem> simple(int status, String detail, UriInfo uri) {
    return answer(Problem.of(status, title(status), detail, path(uri))).build();
  }

  private static ResponseBuilder<Problem> answer(Problem problem) {
    return ResponseBuilder.<Problem>create(problem.status()).type(Problem.JSON).entity(problem);
  }

  private static String title(int status) {
    if (status == 422) {
      return "Unprocessable Content";
    }
    Response.Status known = Response.Status.fromStatusCode(status);
    return known == null ? "Status " + status : known.getReasonPhrase();
  }

  private static String detail(int status, WebApplicationException e) {
    return switch (status) {
      case 404 -> "there is nothing at this path; /q/openapi lists what there is";
      case 405 -> "this path does not have this method; the Allow header lists those it has";
      case 406 -> "this path cannot answer in any media type of the Accept header";
      case 413 -> "the body is too large";
      case 415 -> "the body's Content-Type is none that this path takes; /q/openapi lists them";
      default -> message(e);
    };
  }

  public static String json(JsonProcessingException e) {
    StringBuilder text = new StringBuilder("the body is not the JSON expected here: ");
    text.append(reason(e));
    if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
      text.append(" at ")
          .append(
              mapping.getPath().stream()
                  .map(at ->
                      at.getFieldName() == null ? "[" + at.getIndex() + "]" : at.getFieldName())
                  .collect(Collectors.joining(".")));
    }
    JsonLocation location = e.getLocation();
    if (location != null && location.getLineNr() > 0) {
      text.append(" (line ")
          .append(location.getLineNr())
          .append(", column ")
          .append(location.getColumnNr())
          .append(')');
    }
    return text.toString();
  }

  /** Without the names of our classes, which mean nothing to operators. */
  public static String reason(JsonProcessingException e) {
    return switch (e) {
      case UnrecognizedPropertyException unknown ->
          "unknown field '"
              + unknown.getPropertyName()
              + "', known are "
              + (unknown.getKnownPropertyIds() == null ? "none" : unknown.getKnownPropertyIds());
      case InvalidFormatException invalid ->
          "'"
              + invalid.getValue()
              + "' is no "
              + invalid.getTargetType().getSimpleName().toLowerCase(Locale.ROOT);
      case MismatchedInputException mismatched when mismatched.getTargetType() != null ->
          "the value has the wrong type or shape";
      default -> e.getOriginalMessage();
    };
  }

  private static String message(Throwable e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static @Nullable String path(@Nullable UriInfo uri) {
    return uri == null ? null : uri.getRequestUri().getRawPath();
  }
}
