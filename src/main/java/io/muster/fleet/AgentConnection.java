package io.muster.fleet;

import io.muster.agent.Transport;
import java.time.Instant;

/**
 * The connection an agent is reached by.
 *
 * @param connection number of the connection, unique in this process and never 0
 * @param remoteAddress of the peer, for people
 */
public record AgentConnection(
    long connection, Transport transport, Instant since, String remoteAddress) {}
