package io.muster.connection;

import io.muster.agent.Transport;
import io.muster.fleet.Arrival;
import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/** What is in the URL of an endpoint. The same for both transports: ws is http, wss is https. */
final class Endpoints {

  private static final Pattern LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}");

  private Endpoints() {}

  /** Whether a connection was for the host and port of an endpoint. */
  static boolean isFor(Arrival arrival, String endpoint) {
    URI uri = URI.create(endpoint);
    return arrival.isFor(uri.getHost(), port(uri), usualPort(uri));
  }

  /** Whether both are the same host and port, whatever the scheme. */
  static boolean sameServer(String one, String other) {
    URI a = URI.create(one);
    URI b = URI.create(other);
    return a.getHost().equalsIgnoreCase(b.getHost()) && port(a) == port(b);
  }

  /** Whether nobody can read along on the way to an endpoint. */
  static boolean isPrivate(String endpoint) {
    return secure(endpoint) || isLoopback(URI.create(endpoint).getHost());
  }

  /** A name that only begins like an address of this machine is anybody's. */
  private static boolean isLoopback(String host) {
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    return bare.equalsIgnoreCase("localhost")
        || bare.equals("::1")
        || LOOPBACK.matcher(bare).matches();
  }

  private static int port(URI uri) {
    return uri.getPort() >= 0 ? uri.getPort() : usualPort(uri);
  }

  private static int usualPort(URI uri) {
    return secure(uri.toString()) ? 443 : 80;
  }

  private static boolean secure(String endpoint) {
    String scheme = endpoint.substring(0, endpoint.indexOf(':')).toLowerCase(Locale.ROOT);
    return scheme.equals("wss") || scheme.equals("https");
  }

  static String forTransport(String endpoint, Transport transport) {
    int colon = endpoint.indexOf(':');
    boolean secure = secure(endpoint);
    String wanted =
        switch (transport) {
          case WEBSOCKET -> secure ? "wss" : "ws";
          case HTTP -> secure ? "https" : "http";
        };
    return wanted + endpoint.substring(colon);
  }
}
