package io.muster.session;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.List;

/**
 * Refuses requests that do not say clearly where they end (RFC 9112 §6), or for which host they
 * are: a proxy in front may see the end elsewhere, and what follows would be taken for a request of
 * somebody else's. Netty takes the length away from a chunked request, and a body of unknown
 * encoding for the next request. Confined to the event loop.
 */
final class StrictRequestDecoder extends VertxHttpRequestDecoder {

  private static final String NAME = "httpDecoder";

  StrictRequestDecoder(HttpServerOptions options) {
    super(options);
  }

  /** Decodes the requests of a new connection. */
  static void install(Channel channel, HttpServerOptions options) {
    var _ = channel.pipeline().replace(NAME, NAME, new StrictRequestDecoder(options));
  }

  /** Why a request is not read. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int status;

    private Refused(int status, String text) {
      super(text, null, false, false);
      this.status = status;
    }
  }

  /** Asked when all of the head is there, before any of the body is looked for. */
  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage message) {
    HttpHeaders headers = message.headers();
    if (headers.getAll(HttpHeaderNames.HOST).size() > 1) {
      throw new Refused(400, "a request has one Host");
    }
    if (headers.contains("")) {
      throw new Refused(400, "a header has a name");
    }
    List<String> encodings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (!encodings.isEmpty()) {
      if (headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
        throw new Refused(400, "a request has Content-Length or Transfer-Encoding, not both");
      }
      if (!message.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
        throw new Refused(400, "Transfer-Encoding is of HTTP/1.1");
      }
      if (encodings.size() > 1 || !encodings.getFirst().strip().equalsIgnoreCase("chunked")) {
        throw new Refused(501, "of transfer encodings only chunked is understood");
      }
    }
    return super.isContentAlwaysEmpty(message);
  }

  /** Answers what this has refused, and closes; whatever else is wrong is Vert.x's to answer. */
  static void answer(HttpServerRequest request, io.vertx.core.Handler<HttpServerRequest> others) {
    if (!(request.decoderResult().cause() instanceof Refused refused)) {
      others.handle(request);
      return;
    }
    HttpServerResponse response = request.response();
    response
        .setStatusCode(refused.status)
        .putHeader("Content-Type", "text/plain; charset=utf-8")
        .putHeader("Connection", "close");
    var _ =
        response
            .end(refused.getMessage() + "\n")
            .onComplete(ignored -> request.connection().close());
  }
}
