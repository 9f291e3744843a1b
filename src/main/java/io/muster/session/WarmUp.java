package io.muster.session;

import io.muster.protocol.proto.AgentToServer;
import io.muster.protocol.proto.ServerToAgent;

/**
 * Touches the classes that the first message needs, so that it does not pay for their
 * initialisation (30 ms were seen on an event loop).
 */
final class WarmUp {

  private WarmUp() {}

  static void run() {
    var _ = AgentToServer.getDescriptor();
    var _ = ServerToAgent.getDefaultInstance().toByteString();
  }
}
