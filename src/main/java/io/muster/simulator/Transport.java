package io.muster.simulator;

import io.muster.protocol.proto.ServerToAgent;
import java.time.Duration;

/** How agents reach the server. */
interface Transport {

  /** Opens a connection for an agent; the outcome is told on the agent's event loop. */
  void open(AgentLife agent);

  /** What an agent is told, on its event loop; after {@link #lost} nothing more of that link. */
  interface Events {

    /** It may introduce itself, and only the answer tells whether the server lets it in. */
    void reached(Link link);

    /** The server let it in: it is connected, and introduces itself if it has not yet. */
    void opened(Link link);

    /** The server spoke; the message's bytes are only valid during the call. */
    void received(ServerToAgent message);

    /** The server does not let it in, or not now: it has to wait at least so long. */
    void refused(int status, Duration retryAfter);

    /** The connection is gone, or could not be made. */
    void lost();
  }
}
