package io.muster.simulator;

import io.muster.protocol.proto.AgentToServer;

/**
 * A connection of one agent; over HTTP it is there before the server lets the agent in. Confined to
 * the agent's event loop.
 */
interface Link {

  /** Sends a message; over HTTP it waits for the answer to the one before. */
  void send(AgentToServer message);

  /** Closes in good order, after what was sent. */
  void close();

  /** Closes without a word: a process that died. */
  void drop();

  /** Reads nothing more. */
  void stopReading();
}
