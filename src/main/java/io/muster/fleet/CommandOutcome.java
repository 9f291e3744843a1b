package io.muster.fleet;

import io.muster.cluster.InstanceId;
import io.muster.freeze.Freeze;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What became of a command that was given. */
public sealed interface CommandOutcome {

  /**
   * It was not given: a freeze holds for the agent.
   *
   * @param freeze null if it is not known yet what is frozen
   */
  record Frozen(@Nullable Freeze freeze) implements CommandOutcome {}

  /** It was handed to a connection of this instance, or was not. */
  record Here(Connections.Delivery delivery) implements CommandOutcome {}

  /**
   * It waits in the store for an instance that reaches the agent.
   *
   * @param instance the one that has the agent, as far as is known
   * @param expires when it is dropped if nobody has sent it
   */
  record Waiting(@Nullable InstanceId instance, Instant expires) implements CommandOutcome {}
}
