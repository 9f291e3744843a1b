package io.muster.rollout;

import io.muster.agent.AgentState;
import io.muster.agent.Health;
import io.muster.protocol.ContentHash;
import org.jspecify.annotations.Nullable;

/**
 * What an agent says and is, as far as rollouts draw conclusions from it. Whatever is to be read
 * otherwise than it stands, for some agents or in some situation, is said here and nowhere else.
 */
final class Evidence {

  private Evidence() {}

  /** Whether it says that it is unwell. */
  static boolean unhealthy(AgentState state) {
    Health health = health(state);
    return health != null && !health.healthy();
  }

  /**
   * How it says that it is; null if it does not. That a supervisor is unwell after it took
   * connection settings says nothing of its collector.
   */
  static @Nullable Health health(AgentState state) {
    Health health = state.reported().health();
    return health != null && state.unhealthyBySettings()
        ? new Health(true, health.status(), health.lastError(), health.encoded())
        : health;
  }

  /** Whether it says, or shows, that a config is what it has. */
  static boolean has(AgentState state, @Nullable ContentHash hash) {
    return hash != null && state.hasConfig(hash);
  }
}
