package io.muster.connection;

import io.muster.agent.Transport;
import io.muster.protocol.AgentCapabilities;
import io.muster.protocol.AgentCapability;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is known of how agents of a kind take connection settings. Pure. */
final class KindWarnings {

  private KindWarnings() {}

  static List<String> of(AgentKind kind, ConnectionSettings settings, boolean leaves) {
    if (!accepts(kind)) {
      return List.of(
          "they do not have AcceptsOpAMPConnectionSettings and are offered nothing"
              + (isCollector(kind)
                  ? ": the collector's opamp extension takes no settings, a supervisor takes them"
                      + " if its capabilities say accepts_opamp_connection_settings"
                  : ": clients in Java, Python and Node take no settings"));
    }
    List<String> warnings = new ArrayList<>();
    if (isCollector(kind)) {
      warnings.add("a supervisor loses them when it restarts, and is offered them again then");
      warnings.add("a supervisor replaces all its headers by those of opamp.headers");
      if (settings.endpoint().toLowerCase(Locale.ROOT).matches("(wss|https):.*")) {
        warnings.add(
            "a supervisor that is offered no certificate does not verify the server's any more"
                + " (InsecureSkipVerify)");
      }
      warnings.add(
          "a supervisor reports unhealthy, without a message, until its collector restarts or gets"
              + " another config");
    }
    if (leaves && kind.transport() == Transport.HTTP) {
      warnings.add("opamp-go says no goodbye over HTTP, so that it cannot prove that it has left");
    }
    return warnings;
  }

  static boolean accepts(AgentKind kind) {
    return new AgentCapabilities(kind.capabilities())
        .has(AgentCapability.ACCEPTS_OPAMP_CONNECTION_SETTINGS);
  }

  /** A supervisor has the name of its collector. */
  private static boolean isCollector(AgentKind kind) {
    String name = kind.serviceName().toLowerCase(Locale.ROOT);
    return name.contains("otel") || name.contains("collector") || name.contains("supervisor");
  }
}
