package io.muster.session;

import io.muster.fleet.Fleet;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/**
 * Ready when the agents' port takes connections, proved by making one, and agents are let in: the
 * store is there some time before the fleet is read from it.
 */
@Readiness
@Singleton
class AgentPortReadiness implements HealthCheck {

  private static final int TIMEOUT_MILLIS = 1000;

  /** Of both wildcards: a socket that listens on `::` takes IPv4 too. */
  private static final String LOOPBACK = "127.0.0.1";

  private final AgentListener listener;
  private final AgentSettings settings;
  private final Fleet fleet;

  /** Looked up once: that a name does not resolve for a while says nothing of the port. */
  private volatile @Nullable InetAddress probed;

  AgentPortReadiness(AgentListener listener, AgentSettings settings, Fleet fleet) {
    this.listener = listener;
    this.settings = settings;
    this.fleet = fleet;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder answer = HealthCheckResponse.named("agent-port");
    if (!listener.listening()) {
      return answer.down().withData("reason", "not listening, or shutting down").build();
    }
    if (!fleet.loaded()) {
      return answer.down().withData("reason", "the fleet is not read yet").build();
    }
    try (Socket socket = new Socket()) {
      InetAddress address = probed;
      if (address == null) {
        address = probed(settings.host());
        probed = address;
      }
      socket.connect(new InetSocketAddress(address, listener.port()), TIMEOUT_MILLIS);
      return answer.up().withData("port", listener.port()).build();
    } catch (IOException e) {
      return answer.down().withData("reason", e.toString()).build();
    }
  }

  /**
   * Where this machine reaches what listens on a host. A wildcard has the loopback address too; to
   * connect to the wildcard itself, the JDK would look up this machine's own name, which need not
   * resolve.
   */
  static InetAddress probed(String host) throws UnknownHostException {
    InetAddress address = InetAddress.getByName(host);
    return address.isAnyLocalAddress() ? InetAddress.ofLiteral(LOOPBACK) : address;
  }
}
