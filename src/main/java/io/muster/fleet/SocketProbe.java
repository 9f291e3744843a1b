package io.muster.fleet;

import java.util.concurrent.CompletableFuture;

/** Asks a socket of this instance whether it is alive. Never blocks. Thread-safe. */
@FunctionalInterface
public interface SocketProbe {

  /** Completes when the peer of this connection answers; fails if it is not there. */
  CompletableFuture<Void> probe(AgentConnection link);
}
