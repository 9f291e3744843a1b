package io.muster.policy;

import io.muster.agent.AgentState;
import io.muster.config.EncodedRevision;
import io.muster.fleet.Offer;
import java.util.concurrent.CompletableFuture;

/**
 * Whether agents that were never sent a config run one all the same, by the effective config they
 * tell (SEMANTICS 28). Asked before a first offer and by plans, so that both say the same.
 * Thread-safe.
 */
public interface RunningConfigs {

  /** Knows of no agent what it runs. */
  RunningConfigs NONE_KNOWN =
      new RunningConfigs() {
        @Override
        public Offer.Running known(AgentState agent, EncodedRevision wanted) {
          return Offer.Running.OTHER;
        }

        @Override
        public CompletableFuture<Void> findOut(AgentState agent, EncodedRevision wanted) {
          return CompletableFuture.completedFuture(null);
        }

        @Override
        public boolean runs(AgentState agent, EncodedRevision wanted) {
          return false;
        }
      };

  /** What is known; quick. */
  Offer.Running known(AgentState agent, EncodedRevision wanted);

  /**
   * Completes when {@link #known} knows, or will not know better; the agent is looked at again
   * then. Never blocks.
   */
  CompletableFuture<Void> findOut(AgentState agent, EncodedRevision wanted);

  /**
   * Whether an agent was never sent a config and runs this one. Blocks: reads the store, compares.
   */
  boolean runs(AgentState agent, EncodedRevision wanted);
}
