package io.muster.session;

import io.muster.fleet.Fleet;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready when the agents' port takes connections, proved by making one, and agents are let in: the
 * store is there some time before the fleet is read from it.
 */
@Readiness
@Singleton
class AgentPortReadiness implements HealthCheck {

  private static final int TIMEOUT_MILLIS = 1000;

  private final AgentListener listener;
  private final AgentSettings settings;
  private final Fleet fleet;

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
      socket.connect(new InetSocketAddress(settings.host(), listener.port()), TIMEOUT_MILLIS);
      return answer.up().withData("port", listener.port()).build();
    } catch (IOException e) {
      return answer.down().withData("reason", e.toString()).build();
    }
  }
}
