package io.muster.fleet;

import io.muster.agent.Transport;
import io.muster.cluster.InstanceId;
import java.time.Instant;

/**
 * Which instance has an agent, or had it last.
 *
 * @param epoch of the session: rises whenever an agent comes by another connection, so that what an
 *     earlier one does late can be told
 * @param connected false once it has gone
 * @param sequence the last sequence number seen when this was written; -1 if none
 * @param lastSeen when it was heard of, as of the writing
 * @param dismissed whether it is not connected any more because the instance was to end
 */
public record SessionRecord(
    InstanceId instance,
    long epoch,
    boolean connected,
    Transport transport,
    Instant since,
    String remoteAddress,
    long sequence,
    Instant lastSeen,
    boolean dismissed) {

  /** Of an agent that is there, or that left. */
  public SessionRecord(
      InstanceId instance,
      long epoch,
      boolean connected,
      Transport transport,
      Instant since,
      String remoteAddress,
      long sequence,
      Instant lastSeen) {
    this(instance, epoch, connected, transport, since, remoteAddress, sequence, lastSeen, false);
  }

  /** The same in another epoch. */
  public SessionRecord withEpoch(long newEpoch) {
    return new SessionRecord(
        instance,
        newEpoch,
        connected,
        transport,
        since,
        remoteAddress,
        sequence,
        lastSeen,
        dismissed);
  }

  /** The same once the agent has gone. */
  public SessionRecord gone(long lastSequence, Instant heard) {
    return new SessionRecord(
        instance, epoch, false, transport, since, remoteAddress, lastSequence, heard);
  }

  /** The same once the instance has sent the agent away, as it is to end. */
  public SessionRecord sentAway(long lastSequence, Instant heard) {
    return new SessionRecord(
        instance, epoch, false, transport, since, remoteAddress, lastSequence, heard, true);
  }

  /** Whether this is of the same session of the agent. */
  public boolean sameSession(SessionRecord other) {
    return instance.equals(other.instance) && epoch == other.epoch;
  }
}
