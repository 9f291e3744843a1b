package io.muster.api.http;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/**
 * What the pages of this server tell browsers: run what comes from here and nothing else, show this
 * in no frame, tell nobody where somebody came from. The pages are files of META-INF/resources;
 * what they show of the fleet, they ask the API for, with a token.
 */
@Singleton
class PageHeaders {

  /** Before the files are served. */
  private static final int FIRST = -1_000;

  private static final String SWAGGER_UI = "/q/swagger-ui";

  private static final List<String> PAGES =
      List.of(
          "/",
          "/index.html",
          "/muster.css",
          "/muster.js",
          "/muster.svg",
          "/swagger.html",
          "/swagger.js",
          SWAGGER_UI + "/*");

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy", POLICY,
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          "Referrer-Policy", "no-referrer",
          "Cross-Origin-Opener-Policy", "same-origin",
          "Cross-Origin-Resource-Policy", "same-origin",
          // An update of the server is seen at once; what has not changed is not sent again.
          "Cache-Control", "no-cache");

  void routes(@Observes Router router) {
    for (String path : PAGES) {
      router.route(path).order(FIRST).handler(PageHeaders::add);
    }
    // Quarkus' own page has a script in it, which the policy forbids; ours starts the same program.
    for (String path : List.of(SWAGGER_UI, SWAGGER_UI + "/", SWAGGER_UI + "/index.html")) {
      router.route(path).order(FIRST + 1).handler(PageHeaders::toOurs);
    }
  }

  private static void add(RoutingContext routing) {
    HttpServerResponse response = routing.response();
    routing.addHeadersEndHandler(ignored -> HEADERS.forEach(response::putHeader));
    routing.next();
  }

  private static void toOurs(RoutingContext routing) {
    var _ = routing.response().setStatusCode(302).putHeader("Location", "/swagger.html").end();
  }
}
