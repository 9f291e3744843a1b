package io.muster.session;

import io.muster.fleet.Connections.Delivery;
import io.muster.protocol.Fragment;

/**
 * The way to one agent: its part of a socket, or its polls. Thread-safe. Nothing blocks, on no
 * thread: what a socket is to do is handed to its event loop, and a polling agent's outbox is
 * locked only while it is written or an answer is put together, never during I/O.
 */
interface AgentChannel {

  /** Looks again at what the agent should be sent. */
  void reconcile();

  /**
   * Queues a command or a custom message. {@link Delivery#QUEUED} promises a place in the queue; it
   * is lost, as whatever is queued, if the connection ends before it is written.
   */
  Delivery deliver(Fragment fragment);

  /** Ends the connection, if there is one to end. */
  void close(String reason);
}
