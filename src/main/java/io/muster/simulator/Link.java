package io.muster.simulator;

import io.muster.protocol.proto.AgentToServer;

/** An open connection of one agent. Confined to the agent's event loop. */
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
