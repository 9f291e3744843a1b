package io.muster.session;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/** What the header `Expect` of a request asks for (RFC 9110 §10.1.1). */
enum Expectation {
  /** Nothing; what an HTTP/1.0 peer expects does not count. */
  NONE,
  /** To be told that its body is wanted before it sends it. */
  CONTINUE,
  /** Something that nobody has defined. */
  UNKNOWN;

  static Expectation of(HttpServerRequest request) {
    if (!request.headers().contains("Expect") || request.version() == HttpVersion.HTTP_1_0) {
      return NONE;
    }
    return request.headers().getAll("Expect").stream()
            .allMatch(value -> value.strip().equalsIgnoreCase("100-continue"))
        ? CONTINUE
        : UNKNOWN;
  }
}
