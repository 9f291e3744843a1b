package io.muster.session;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import io.vertx.core.net.HostAndPort;
import java.util.List;

/**
 * Refuses requests that do not say clearly where they end (RFC 9112 §6), or for which host they
 * are: a proxy in front may see the end elsewhere, and what follows would be taken for a request of
 * somebody else's. Netty takes the length away from a chunked request, and a body of unknown
 * encoding for the next request. Confined to the event loop.
 */
final class StrictRequestDecoder extends VertxHttpRequestDecoder {

  static final String NAME = "httpDecoder";

  private static final int NO_PORT = -1;

  StrictRequestDecoder(HttpServerOptions options) {
    super(options);
  }

  /** Decodes the requests of a new connection. */
  static void install(Channel channel, HttpServerOptions options) {
    var _ = channel.pipeline().replace(NAME, NAME, new StrictRequestDecoder(options));
  }

  /** A request that is not read. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient RequestRefusal refusal;

    private Refused(int status, String text) {
      super(text, null, false, false);
      this.refusal = new RequestRefusal(status, text);
    }

    RequestRefusal refusal() {
      return refusal;
    }
  }

  /** Asked when all of the head is there, before any of the body is looked for. */
  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage message) {
    HttpHeaders headers = message.headers();
    HttpVersion version = message.protocolVersion();
    if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
      throw new Refused(505, "HTTP/1.1 is spoken here");
    }
    if (headers.contains("")) {
      throw new Refused(400, "a header has a name");
    }
    List<String> encodings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
    if (!encodings.isEmpty()) {
      if (headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
        throw new Refused(400, "a request has Content-Length or Transfer-Encoding, not both");
      }
      if (!version.equals(HttpVersion.HTTP_1_1)) {
        throw new Refused(400, "Transfer-Encoding is of HTTP/1.1");
      }
      if (encodings.size() > 1 || !encodings.getFirst().strip().equalsIgnoreCase("chunked")) {
        throw new Refused(501, "of transfer encodings only chunked is understood");
      }
    }
    checkHost(message);
    checkTarget((HttpRequest) message);
    return super.isContentAlwaysEmpty(message);
  }

  private static void checkTarget(HttpRequest request) {
    String target = request.uri();
    if (request.method().equals(HttpMethod.CONNECT) || target.equals("*")) {
      throw new Refused(501, "requests are for a path; this is no proxy");
    }
    for (int at = target.indexOf('%'); at >= 0; at = target.indexOf('%', at + 1)) {
      if (at + 2 >= target.length()
          || Character.digit(target.charAt(at + 1), 16) < 0
          || Character.digit(target.charAt(at + 2), 16) < 0) {
        throw new Refused(400, "a % in the address is followed by two hexadecimal digits");
      }
    }
  }

  private static void checkHost(HttpMessage message) {
    List<String> hosts = message.headers().getAll(HttpHeaderNames.HOST);
    if (hosts.size() > 1) {
      throw new Refused(400, "a request has one Host");
    }
    if (hosts.isEmpty()) {
      if (message.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
        throw new Refused(400, "a request has a Host");
      }
    } else if (!hosts.getFirst().isEmpty()
        && HostAndPort.parseAuthority(hosts.getFirst(), NO_PORT) == null) {
      throw new Refused(400, "Host is a name or an address, and perhaps a port");
    }
  }
}
