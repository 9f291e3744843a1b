package io.muster.fleet;

import io.muster.protocol.InstanceUid;
import java.time.Instant;

/**
 * A command that waits for the instance that has its agent.
 *
 * @param agent the uid the agent had when the command was given
 * @param id 1 to 200 characters without a slash; ids of one instance rise as text
 * @param expires after which nobody sends it, by the clock of the instance that was given it
 */
public record QueuedCommand(InstanceUid agent, String id, Instant expires, AgentCommand command) {

  private static final int MAX_ID = 200;

  public QueuedCommand {
    if (id.isEmpty() || id.length() > MAX_ID || id.indexOf('/') >= 0) {
      throw new IllegalArgumentException(
          "the command id '" + id + "' is not 1 to " + MAX_ID + " characters without a slash");
    }
  }
}
