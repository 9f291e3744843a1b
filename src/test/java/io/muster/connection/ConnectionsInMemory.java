package io.muster.connection;

import io.muster.cluster.Hints;
import io.muster.fleet.AgentAccess;
import io.muster.fleet.TestFleet;
import java.util.Map;

/** What operators do with connection settings, over stores in memory, for other packages. */
public final class ConnectionsInMemory {

  private final ConnectionSettingsStore store = new InMemoryConnectionSettingsStore();
  private final ConnectionProgressStore progress = new InMemoryConnectionProgressStore();
  private final ConnectionOffer offer =
      new ConnectionOffer(store, progress, OffersInTests.settings(Map.of()));
  private final TestFleet agents;

  /** Of these agents, which nobody is told of changes for. */
  public ConnectionsInMemory(TestFleet agents) {
    this.agents = agents;
  }

  /** The settings by name. */
  public ConnectionPolicy policy() {
    return new ConnectionPolicy(
        store, progress, offer, new ReconciledAgents(), Hints.NONE, agents.clock());
  }

  /** Checks of a server that lets everybody in. */
  public ConnectionChecks checks() {
    return new ConnectionChecks(
        new AgentAccess() {
          @Override
          public boolean required() {
            return false;
          }

          @Override
          public boolean admits(String authorization) {
            return true;
          }
        },
        OffersInTests.settings(Map.of()));
  }

  /** Whom settings reach. */
  public ConnectionReach reach() {
    return new ConnectionReach(agents.fleet(), agents.settings(), store, offer);
  }
}
