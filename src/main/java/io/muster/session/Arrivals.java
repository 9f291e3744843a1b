package io.muster.session;

import io.muster.fleet.Arrival;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads off a request by which settings it came. */
final class Arrivals {

  /** Most hosts that proxies name. */
  private static final int MAX_HOSTS = 4;

  private Arrivals() {}

  /**
   * Of a request whose headers are all there still.
   *
   * @param trustForwarded whether `X-Forwarded-Proto` says that nobody can read along
   */
  static Arrival of(HttpServerRequest request, boolean trustForwarded) {
    String proto = request.getHeader("X-Forwarded-Proto");
    boolean encrypted =
        request.isSSL()
            || (trustForwarded && proto != null && proto.strip().equalsIgnoreCase("https"));
    List<String> hosts = new ArrayList<>(2);
    add(hosts, request.getHeader("Host"));
    String forwarded = request.getHeader("X-Forwarded-Host");
    if (forwarded != null) {
      for (String host : forwarded.split(",", MAX_HOSTS)) {
        add(hosts, host);
      }
    }
    return Arrival.of(encrypted, isLoopback(request.remoteAddress()), hosts, request.headers());
  }

  private static void add(List<String> hosts, @Nullable String host) {
    if (host != null && !host.isBlank()) {
      hosts.add(host.strip());
    }
  }

  private static boolean isLoopback(@Nullable SocketAddress peer) {
    String address = peer == null ? null : peer.hostAddress();
    if (address == null) {
      return false;
    }
    try {
      return InetAddress.getByName(address).isLoopbackAddress(); // An address: nothing is resolved.
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
