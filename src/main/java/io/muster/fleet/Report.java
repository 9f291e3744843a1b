package io.muster.fleet;

import io.muster.protocol.WireUid;
import io.muster.protocol.proto.AgentToServer;

/**
 * A decoded message of an agent and where it came from.
 *
 * @param uid as in the message
 * @param link the connection it came by
 */
public record Report(WireUid uid, AgentToServer message, AgentConnection link) {}
