package io.muster.fleet;

import io.muster.agent.Presence;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The session of one agent: its connection to this instance, or what is known of one to another.
 * Its fields are volatile because searches and heartbeats read them without a lock; all writes hold
 * the monitor of the agent.
 */
final class AgentSession {

  private volatile @Nullable AgentConnection link;

  /** Of the session that this instance holds, among several; 0 for none. */
  private volatile long epoch;

  /** The epoch of the last session here, or when that began if it could not take the agent. */
  private volatile long last;

  private volatile @Nullable RemoteSession elsewhere;

  /** Of another instance, from which it came here with its last message; null if it was here. */
  private volatile @Nullable SessionRecord takenFrom;

  /** Nobody could be asked whether another instance has the agent when the session began. */
  private volatile boolean unverified;

  /** The last session here is over because this process is to end. */
  private volatile boolean dismissed;

  @Nullable AgentConnection link() {
    return link;
  }

  long epoch() {
    return epoch;
  }

  boolean unverified() {
    return unverified;
  }

  @Nullable RemoteSession elsewhere() {
    return elsewhere;
  }

  /** What another instance wrote of having it, connected or not; null if none has. */
  @Nullable SessionRecord elsewhereHolding() {
    RemoteSession away = elsewhere;
    return away == null ? null : away.holding();
  }

  /** The same if it is connected there, and not here. */
  @Nullable SessionRecord holdingElsewhere() {
    RemoteSession away = elsewhere;
    return link == null && away != null && away.connected() ? away.holding() : null;
  }

  /** Whether it is not connected because the instance that had it has ended, or is about to. */
  boolean cutOff() {
    RemoteSession away = elsewhere;
    return link == null && (dismissed || (away != null && away.cutOff()));
  }

  @Nullable SessionRecord takenFrom() {
    return takenFrom;
  }

  /** The epoch of the session here, or of the last one; by the clock if it never took the agent. */
  long number() {
    AgentConnection current = link;
    return epoch != 0 ? epoch : current != null ? current.since().toEpochMilli() : last;
  }

  /**
   * Whether the agent is there, by its connection and its silence.
   *
   * @param expectsHeartbeats false if its silence on a WebSocket says nothing: there the pings of
   *     the socket tell (HB-1, HB-12)
   */
  Presence presence(long lastSeenMillis, boolean expectsHeartbeats, Silence allowed, Instant now) {
    AgentConnection current = link;
    if (current == null) {
      RemoteSession away = elsewhere;
      return away == null ? Presence.DISCONNECTED : away.presence(now, allowed);
    }
    long silence = now.toEpochMilli() - lastSeenMillis;
    return switch (current.transport()) {
      case WEBSOCKET ->
          expectsHeartbeats && allowed.isStale(silence) ? Presence.STALE : Presence.CONNECTED;
      case HTTP -> {
        if (allowed.isGone(silence)) {
          yield Presence.DISCONNECTED;
        }
        yield allowed.isStale(silence) ? Presence.STALE : Presence.CONNECTED;
      }
    };
  }

  void connected(AgentConnection newLink) {
    link = newLink;
    dismissed = false;
  }

  /** The connection is not the way to the agent any more; the session itself is not over. */
  void cut() {
    link = null;
  }

  /** The session here is over; by whether this process is to end. */
  void ended(boolean processEnds) {
    dismissed = processEnds;
    last = number();
    link = null;
    epoch = 0;
    unverified = false;
  }

  /** This instance has the agent; nobody else does. */
  void taken(long newEpoch, @Nullable SessionRecord from) {
    epoch = newEpoch;
    takenFrom = from;
    elsewhere = null;
    unverified = false;
  }

  /**
   * This instance serves it without having taken it.
   *
   * @param known whether it is who it says: it was taken on this connection before
   */
  void notTaken(boolean known) {
    epoch = 0;
    elsewhere = null;
    unverified = !known;
  }

  /** Another instance may have it. */
  void doubtful() {
    unverified = link != null;
  }

  /** The entry that says so is not in the store. */
  void entryLost() {
    epoch = 0;
  }

  void seen(@Nullable RemoteSession newElsewhere) {
    elsewhere = newElsewhere;
  }
}
