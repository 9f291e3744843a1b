package io.muster.plan;

import io.muster.connection.ConnectionsInMemory;
import io.muster.fleet.TestFleet;

/** Labels and connection settings of a fleet in memory. */
final class PlanningAgents {

  private PlanningAgents() {}

  static AgentManifests of(TestFleet agents) {
    ConnectionsInMemory connections = new ConnectionsInMemory(agents);
    return new AgentManifests(
        agents.fleet(),
        agents.labels(),
        connections.policy(),
        connections.checks(),
        connections.reach());
  }
}
