package io.muster.session;

import io.muster.fleet.Connections.Delivery;
import io.muster.protocol.Fragment;

/** The way to one agent: its part of a socket, or its polls. Thread-safe; nothing blocks. */
interface AgentChannel {

  /** Looks again at what the agent should be sent. */
  void reconcile();

  /** Queues a command or a custom message. */
  Delivery deliver(Fragment fragment);

  /** Ends the connection, if there is one to end. */
  void close(String reason);
}
