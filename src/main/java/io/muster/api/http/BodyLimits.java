package io.muster.api.http;

import io.quarkus.vertx.http.runtime.RouteConstants;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * Refuses bodies that are too large before they are read. Configs may be as large as a message to
 * an agent; nothing else is large.
 */
@Singleton
class BodyLimits {

  /** Before the limit of Quarkus, which answers without a body, and before authentication. */
  private static final int BEFORE_UPLOAD_LIMIT = -300;

  private static final long CONFIG_BYTES = 96L << 20;
  private static final long OTHER_BYTES = 2L << 20;
  private static final String CONFIGS = "/api/v1/configs/";
  private static final String PLAN = "/api/v1/plan";
  private static final String APPLY = "/api/v1/apply";

  /** Behind it: what it says about bodies of unknown length is too much for most paths. */
  private static final int AFTER_UPLOAD_LIMIT = RouteConstants.ROUTE_ORDER_UPLOAD_LIMIT + 1;

  void routes(@Observes Router router) {
    router.route("/api/*").order(BEFORE_UPLOAD_LIMIT).handler(BodyLimits::check);
    router.route("/api/*").order(AFTER_UPLOAD_LIMIT).handler(BodyLimits::limitUnknownLength);
  }

  private static void limitUnknownLength(RoutingContext routing) {
    if (routing.get(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY) != null) {
      routing.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, limit(routing));
    }
    routing.next();
  }

  private static Long limit(RoutingContext routing) {
    String path = routing.normalizedPath();
    return path.startsWith(CONFIGS) || path.equals(PLAN) || path.equals(APPLY)
        ? CONFIG_BYTES
        : OTHER_BYTES;
  }

  private static void check(RoutingContext routing) {
    HttpServerRequest request = routing.request();
    long limit = limit(routing);
    long length = length(request.getHeader("Content-Length"));
    if (length <= limit) {
      routing.next();
      return;
    }
    Problem problem =
        Problem.of(
            413,
            "Content Too Large",
            "the body has " + length + " bytes, this path takes at most " + limit,
            routing.normalizedPath());
    HttpServerResponse response =
        routing.response().setStatusCode(problem.status()).putHeader("Content-Type", Problem.JSON);
    if (request.version() != HttpVersion.HTTP_2) {
      response.putHeader("Connection", "close");
    }
    var _ =
        response.end(
            new JsonObject()
                .put("type", problem.type().toString())
                .put("title", problem.title())
                .put("status", problem.status())
                .put("detail", problem.detail())
                .put("instance", problem.instance())
                .toBuffer());
  }

  private static long length(@Nullable String header) {
    try {
      return header == null ? 0 : Long.parseLong(header);
    } catch (NumberFormatException e) {
      return 0; // The HTTP decoder refuses it.
    }
  }
}
