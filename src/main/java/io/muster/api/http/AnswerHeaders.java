package io.muster.api.http;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * What every answer of the API says to browsers and proxies: do not keep it, do not guess what it
 * is. Refusals included, whoever makes them.
 */
@Singleton
class AnswerHeaders {

  /** Before everybody who may answer. */
  private static final int FIRST = -1_000;

  void routes(@Observes Router router) {
    router.route("/api*").order(FIRST).handler(AnswerHeaders::add);
  }

  private static void add(RoutingContext routing) {
    HttpServerResponse response = routing.response();
    routing.addHeadersEndHandler(ignored -> {
      response.putHeader("Cache-Control", "no-store");
      response.putHeader("X-Content-Type-Options", "nosniff");
    });
    routing.next();
  }
}
