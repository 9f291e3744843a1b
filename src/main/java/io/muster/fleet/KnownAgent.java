package io.muster.fleet;

import io.muster.agent.AgentFacts;
import io.muster.agent.AgentState;
import io.muster.agent.Attempt;
import io.muster.agent.OfferKind;
import io.muster.agent.Presence;
import io.muster.agent.Transport;
import io.muster.agent.UidAssignment;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The cell that holds one agent: its immutable state, replaced as a whole, and the few things that
 * every heartbeat moves. Changes are atomic per agent, whatever connection they come from
 * (SEMANTICS 9): all writes hold the cell's monitor, briefly and without I/O. Reads need no lock.
 */
public final class KnownAgent {

  /** How far an offer is on its way. */
  enum Stage {
    /** Its attempt is being stored; not sent yet. */
    BEGUN,
    /** Sent. */
    WRITTEN,
    /** Sent with an answer that did not arrive: to be sent again. */
    LOST,
    /** Sent a second time within one try, and not a third time. */
    WRITTEN_AGAIN
  }

  /** An offer begun on a connection: what is in flight there. */
  record InFlight(long connection, ContentHash hash, Stage stage) {

    /** Begun for this hash, and never sent. */
    boolean unsent(ContentHash offered) {
      return stage == Stage.BEGUN && hash.equals(offered);
    }
  }

  private static final int POLLS = 3;

  private volatile AgentState state;
  private volatile long sequence;
  private volatile long lastSeenMillis;
  private volatile @Nullable AgentConnection link;
  private volatile boolean gone;
  private volatile long pollIntervalMillis;

  /** Of the session that this instance holds, among several; 0 for none. */
  private volatile long epoch;

  /** The epoch of the last session here, or when that began if it could not take the agent. */
  private volatile long lastSession;

  private volatile @Nullable RemoteSession elsewhere;

  final FullStateRequest fullState = new FullStateRequest();
  final PendingSave reportSave = new PendingSave();
  final PendingSave factsSave = new PendingSave();
  long savedSequence;

  /**
   * The facts as the store has them, as far as is known; null until this process wrote or read
   * them.
   */
  @Nullable AgentFacts savedFacts;

  /** Whether the last of them were stored as an attempt of many, and not as a whole yet. */
  boolean factsBegun;

  @Nullable ContentHash componentsAsked;
  boolean toldTooMuch;
  private @Nullable InFlight configInFlight;
  private @Nullable InFlight connectionInFlight;

  KnownAgent(AgentState state, long sequence, Instant lastSeen) {
    this.state = state;
    this.sequence = sequence;
    this.savedSequence = sequence;
    this.lastSeenMillis = lastSeen.toEpochMilli();
  }

  /** The state as it is now. */
  public AgentState state() {
    return state;
  }

  /** The uid the agent is known by now. */
  public InstanceUid uid() {
    return state.uid();
  }

  /** The connection it is reached by, or null. */
  public @Nullable AgentConnection link() {
    return link;
  }

  /** When it was last heard of. */
  public Instant lastSeen() {
    return Instant.ofEpochMilli(lastSeenMillis);
  }

  long lastSeenMillis() {
    return lastSeenMillis;
  }

  /** The last sequence number seen; -1 if none. */
  public long sequence() {
    return sequence;
  }

  /** Whether it was deleted or expired: a holder of this cell has to look the agent up again. */
  public boolean gone() {
    return gone;
  }

  /**
   * Takes a heartbeat if it is nothing but one: the next sequence number on the agent's own
   * connection, capabilities unchanged or not repeated. Never blocks for long, allocates nothing.
   *
   * @return false if the message needs the full treatment
   */
  public synchronized boolean heartbeat(
      long connection, long number, long capabilityBits, long nowMillis) {
    AgentConnection current = link;
    if (gone
        || current == null
        || current.connection() != connection
        || number != sequence + 1
        || sequence == SequenceCheck.UNKNOWN
        || (capabilityBits != 0 && capabilityBits != state.reported().capabilities().bits())
        || fullState.pending()
        || assignmentDue()) {
      return false;
    }
    sequence = number;
    lastSeenMillis = nowMillis;
    return true;
  }

  private boolean assignmentDue() {
    UidAssignment assignment = state.facts().assignment();
    return assignment != null && assignment.due();
  }

  /** Whether the agent is there, by its connection and its silence. */
  public Presence presence(Instant now, FleetSettings settings) {
    AgentConnection current = link;
    if (current == null) {
      RemoteSession away = elsewhere;
      return away == null ? Presence.DISCONNECTED : away.presence(now, settings);
    }
    long silence = now.toEpochMilli() - lastSeenMillis;
    return switch (current.transport()) {
      case WEBSOCKET ->
          // Without the bit no heartbeat is to be expected: the socket's pings tell (HB-1, HB-12).
          state.can(AgentCapability.REPORTS_HEARTBEAT) && silence > settings.staleAfter().toMillis()
              ? Presence.STALE
              : Presence.CONNECTED;
      case HTTP -> {
        if (silence > settings.disconnectedAfter().toMillis()) {
          yield Presence.DISCONNECTED;
        }
        yield silence > settings.staleAfter().toMillis() ? Presence.STALE : Presence.CONNECTED;
      }
    };
  }

  /** The instance that has it, if it is connected to another one than this; else null. */
  public @Nullable SessionRecord holdingElsewhere() {
    RemoteSession away = elsewhere;
    return link == null && away != null && away.connected() ? away.holding() : null;
  }

  long epoch() {
    return epoch;
  }

  void epoch(long newEpoch) {
    epoch = newEpoch;
  }

  /** The epoch of the session here, or of the last one; by the clock if it never took the agent. */
  long session() {
    AgentConnection current = link;
    return epoch != 0 ? epoch : current != null ? current.since().toEpochMilli() : lastSession;
  }

  /** The session here is over. */
  void sessionEnded() {
    lastSession = session();
    link = null;
    epoch = 0;
  }

  void elsewhere(@Nullable RemoteSession newElsewhere) {
    elsewhere = newElsewhere;
  }

  /** What another instance wrote of having it, connected or not; null if none has. */
  public @Nullable SessionRecord elsewhereHolding() {
    RemoteSession away = elsewhere;
    return away == null ? null : away.holding();
  }

  /** It was seen to be connected to another instance just now. */
  void seenElsewhere(Instant now) {
    lastSeenMillis = now.toEpochMilli();
  }

  /** What another instance heard of it and wrote. */
  void heardElsewhere(long lastSequence, long storedSequence, Instant lastSeen) {
    sequence = lastSequence;
    savedSequence = storedSequence;
    lastSeenMillis = Math.max(lastSeenMillis, lastSeen.toEpochMilli());
  }

  /** What was read from the store, as another process wrote it; nothing is under way here. */
  void factsAdopted(AgentFacts facts) {
    savedFacts = facts;
    configInFlight = null;
    connectionInFlight = null;
  }

  void state(AgentState newState) {
    state = newState;
  }

  void heard(long number, Instant now) {
    long millis = now.toEpochMilli();
    pollIntervalMillis = Math.max(0, millis - lastSeenMillis);
    sequence = number;
    lastSeenMillis = millis;
  }

  /**
   * How long an offer may go unanswered (SEMANTICS 10): a poller gets three polls.
   *
   * @param least on a WebSocket, and for those who poll often
   */
  public Duration patience(Duration least) {
    AgentConnection current = link;
    if (current == null || current.transport() == Transport.WEBSOCKET) {
      return least;
    }
    Duration polls = Duration.ofMillis(POLLS * pollIntervalMillis);
    return polls.compareTo(least) > 0 ? polls : least;
  }

  void link(@Nullable AgentConnection newLink) {
    link = newLink;
  }

  void leave() {
    gone = true;
    link = null;
  }

  /** Whether this attempt is durable exactly as it is. */
  boolean stored(Attempt attempt) {
    AgentFacts saved = savedFacts;
    return saved != null
        && saved
            .attempts()
            .find(attempt.kind(), attempt.hash())
            .filter(attempt::equals)
            .isPresent();
  }

  @Nullable InFlight inFlight(OfferKind kind) {
    return switch (kind) {
      case CONFIG -> configInFlight;
      case CONNECTION -> connectionInFlight;
    };
  }

  void inFlight(OfferKind kind, @Nullable InFlight value) {
    switch (kind) {
      case CONFIG -> configInFlight = value;
      case CONNECTION -> connectionInFlight = value;
    }
  }
}
