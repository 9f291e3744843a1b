package io.muster.fleet;

import io.muster.protocol.InstanceUid;
import java.util.function.Predicate;

/**
 * The agents' connections as the features see them. Any thread, event loops and holders of locks
 * included; nothing here blocks or does I/O. {@link #reconcileAll} goes through all agents in
 * memory on the caller's thread, some milliseconds for 100,000, and leaves the rest to the event
 * loops.
 */
public interface Connections {

  /** How a delivery was taken. */
  enum Delivery {
    /** In the agent's outbox; an HTTP agent gets it with its next poll. */
    QUEUED,
    /** The outbox is full; try again later. */
    FULL,
    /** The agent is not connected to this instance. */
    NOT_CONNECTED
  }

  /** Looks again at what this agent should be sent. */
  void reconcile(InstanceUid uid);

  /** Looks again at what every connected agent should be sent, in slices: the policy changed. */
  default void reconcileAll() {
    reconcileAll(agent -> false);
  }

  /**
   * As {@link #reconcileAll()}, some before all others: what went wrong is taken back before
   * anything else is sent.
   *
   * @param first asked once for each agent; quick
   */
  void reconcileAll(Predicate<KnownAgent> first);

  /** Asks an agent to restart; at most once, alone in its message (CO-1, CO-3). */
  Delivery restart(InstanceUid uid);

  /** Sends a custom message, in order after those before it (CM-7). */
  Delivery send(InstanceUid uid, OutgoingMessage message);

  /** Closes an agent's connection; it may come back. */
  void close(InstanceUid uid, String reason);
}
