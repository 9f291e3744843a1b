package io.muster.api.agents;

import io.muster.agent.AgentState;
import io.muster.policy.WindowWait;
import java.time.Instant;
import java.util.Optional;

/** What policy wants an agent to have. */
interface DesiredConfigs {

  /** Quick and without I/O: it is asked for every agent of a list. */
  AgentJson.Desired desired(AgentState agent);

  /** What has an agent wait for what it should have; empty if nothing does. */
  default Optional<WindowWait> waits(AgentState agent, Instant now) {
    return Optional.empty();
  }
}
