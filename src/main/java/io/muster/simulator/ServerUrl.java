package io.muster.simulator;

import java.net.InetSocketAddress;
import java.net.URI;

/**
 * Where the server is, and how it is spoken to there.
 *
 * @param uri scheme {@code ws}, {@code wss}, {@code http} or {@code https}
 */
public record ServerUrl(URI uri) {

  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;

  /** Checks scheme and host. */
  public ServerUrl {
    String scheme = uri.getScheme();
    if (uri.getHost() == null
        || scheme == null
        || !java.util.List.of("ws", "wss", "http", "https").contains(scheme)) {
      throw new IllegalArgumentException(
          "'" + uri + "' is no address of an OpAMP server, such as ws://127.0.0.1:4320/v1/opamp");
    }
  }

  /** Reads an address. */
  public static ServerUrl parse(String text) {
    return new ServerUrl(URI.create(text));
  }

  boolean tls() {
    return uri.getScheme().equals("wss") || uri.getScheme().equals("https");
  }

  boolean webSocket() {
    return uri.getScheme().startsWith("ws");
  }

  int port() {
    int standard = tls() ? HTTPS_PORT : HTTP_PORT;
    return uri.getPort() == -1 ? standard : uri.getPort();
  }

  InetSocketAddress resolve() {
    return new InetSocketAddress(uri.getHost(), port());
  }

  String host() {
    return uri.getHost() + ":" + port();
  }

  String path() {
    return uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
  }
}
