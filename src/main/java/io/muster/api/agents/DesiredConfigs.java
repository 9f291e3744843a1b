package io.muster.api.agents;

import io.muster.agent.AgentState;

/** What policy wants an agent to have. */
interface DesiredConfigs {

  /** Quick and without I/O: it is asked for every agent of a list. */
  AgentJson.Desired desired(AgentState agent);
}
