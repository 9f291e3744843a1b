package io.muster.rollout;

import java.util.List;
import java.util.Optional;

/**
 * Keeps what became of the agents of rollouts that have ended. All methods block until the answer
 * is known, a change until it is durable, and throw the store's own exception.
 */
public interface RolloutAgentStore {

  /**
   * Some of a rollout's agents.
   *
   * @param more that were not kept
   */
  record Kept(List<RolloutAgent> agents, int more) {
    public Kept {
      agents = List.copyOf(agents);
    }
  }

  /** Writes what became of them, in place of what was written before. */
  void keep(String rollout, Kept kept);

  /** What was written; empty if nothing was. */
  Optional<Kept> of(String rollout);

  /** Forgets them. */
  void forget(String rollout);
}
