package io.muster.fleet;

import io.muster.agent.Transport;
import java.time.Instant;

/**
 * The connection an agent is reached by.
 *
 * @param connection number of the connection, unique in this process and never 0
 * @param remoteAddress of the peer, for people
 * @param arrival what shows by which settings it was made
 */
public record AgentConnection(
    long connection, Transport transport, Instant since, String remoteAddress, Arrival arrival) {

  /** One of which nothing shows by which settings it was made. */
  public AgentConnection(
      long connection, Transport transport, Instant since, String remoteAddress) {
    this(connection, transport, since, remoteAddress, Arrival.UNKNOWN);
  }

  /** The same, used by another request. */
  public AgentConnection with(Arrival newArrival) {
    return newArrival.equals(arrival)
        ? this
        : new AgentConnection(connection, transport, since, remoteAddress, newArrival);
  }
}
