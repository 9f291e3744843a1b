package io.muster.rollout;

import io.muster.protocol.InstanceUid;
import java.time.Instant;

/**
 * An agent that a rollout gave its config.
 *
 * @param message the agent's words for a failure, or why the config was taken back; empty otherwise
 * @param since when it came to stand so
 */
public record RolloutAgent(InstanceUid uid, AgentOutcome outcome, String message, Instant since) {

  /** Longest message; of a longer one the beginning and the end are kept. */
  static final int MAX_MESSAGE = 600;

  private static final String CUT = " … ";

  public RolloutAgent {
    if (message.length() > MAX_MESSAGE) {
      int half = (MAX_MESSAGE - CUT.length()) / 2;
      message = message.substring(0, half) + CUT + message.substring(message.length() - half);
    }
  }
}
