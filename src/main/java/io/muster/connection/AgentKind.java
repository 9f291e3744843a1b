package io.muster.connection;

import io.muster.agent.AgentState;
import io.muster.agent.AttributeValue;
import io.muster.agent.Description;
import io.muster.agent.Transport;

/**
 * Agents that make the same of settings, as far as can be told: what one of them does, the others
 * do.
 *
 * @param serviceName empty if it is not told, at most {@value #MAX} characters
 * @param serviceVersion empty if it is not told, at most {@value #MAX} characters
 * @param capabilities bits, as agents report them
 */
public record AgentKind(
    String serviceName, String serviceVersion, Transport transport, long capabilities) {

  private static final int MAX = 128;

  /** The kind of an agent that comes by this transport. */
  public static AgentKind of(AgentState agent, Transport transport) {
    return new AgentKind(
        text(agent, "service.name"),
        text(agent, "service.version"),
        transport,
        agent.reported().capabilities().bits());
  }

  private static String text(AgentState agent, String key) {
    Description description = agent.reported().description();
    String text =
        description == null ? "" : description.find(key).map(AttributeValue::asText).orElse("");
    return text.length() <= MAX ? text : text.substring(0, MAX);
  }

  /** For people: name, version, transport. */
  @Override
  public String toString() {
    return (serviceName.isEmpty() ? "(no service.name)" : serviceName)
        + (serviceVersion.isEmpty() ? "" : " " + serviceVersion)
        + " over "
        + switch (transport) {
          case WEBSOCKET -> "WebSocket";
          case HTTP -> "HTTP";
        };
  }
}
