package io.muster.connection;

import io.muster.fleet.AgentAccess;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is wrong with settings before any agent has seen them. Thread-safe. */
@Singleton
public final class ConnectionChecks {

  private final AgentAccess access;
  private final List<String> ours;

  ConnectionChecks(AgentAccess access, ConnectionsSettings settings) {
    this.access = access;
    this.ours = settings.endpoints().orElse(List.of());
    // What is no URL is refused here, and not with the first put.
    ours.forEach(
        each -> new ConnectionSettings(each, Map.of(), ConnectionSettings.DEFAULT_HEARTBEAT));
  }

  /** Why they may only be put with `force`; each says what to do. */
  public List<String> refusals(ConnectionSettings put, boolean leaves) {
    List<String> refusals = new ArrayList<>();
    boolean isOurs = ours.stream().anyMatch(each -> Endpoints.sameServer(each, put.endpoint()));
    if (!ours.isEmpty() && !isOurs && !leaves) {
      refusals.add(
          "opamp.endpoint "
              + put.endpoint()
              + " is none of this server's (muster.connections.endpoints): put leaves true if"
              + " agents are to go to another server");
    }
    if (isOurs && leaves) {
      refusals.add(
          "opamp.endpoint "
              + put.endpoint()
              + " is this server's (muster.connections.endpoints), and leaves is true: leave it"
              + " out");
    }
    String authorization = put.authorization();
    if (!leaves && access.required() && authorization == null) {
      refusals.add(
          "opamp.headers have no Authorization, and agents must authenticate here: the settings"
              + " replace all headers that an agent has, and it would not be let in again");
    }
    if (!leaves && access.required() && authorization != null && !access.admits(authorization)) {
      refusals.add(
          "the Authorization in opamp.headers does not let an agent in here: add its token to"
              + " muster.agents.tokens first");
    }
    if (put.hasSecrets() && !Endpoints.isPrivate(put.endpoint())) {
      refusals.add(
          "opamp.endpoint "
              + put.endpoint()
              + " is not encrypted, and agents would send the secrets in opamp.headers over it: use"
              + " wss or https");
    }
    return refusals;
  }
}
