package io.muster.fleet;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.muster.agent.AgentFacts;
import io.muster.agent.AgentState;
import io.muster.agent.Attempts;
import io.muster.agent.Labels;
import io.muster.agent.OfferKind;
import io.muster.agent.Presence;
import io.muster.agent.Reported;
import io.muster.agent.Transport;
import io.muster.agent.UidAssignment;
import io.muster.fleet.AgentStore.StoredReport;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The cell that holds one agent: its immutable state, replaced as a whole, and the few things that
 * every heartbeat moves. Changes are atomic per agent, whatever connection they come from
 * (SEMANTICS 9): all writes hold the cell's monitor, briefly and without I/O. Volatile is what is
 * read without it; methods that need it held by their caller say so, and the compiler checks.
 */
public final class KnownAgent {

  private static final int POLLS = 3;

  /** Read by searches, sweeps and outboxes. */
  private volatile AgentState state;

  /** Read by checkpoints, and by goodbyes on other threads. */
  private volatile long sequence;

  /** Read by presence: for every agent at every search and sweep. */
  private volatile long lastSeenMillis;

  /** Read by everybody who has held the cell for a while. */
  private volatile boolean gone;

  /** Read by offers; the epoch as long as its process was not seen to begin. */
  private volatile Instant restarted = Instant.EPOCH;

  /** Read by {@link #patience}. */
  private volatile long pollIntervalMillis;

  /** When it last told its effective config to this process; 0 if it did not. */
  private volatile long effectiveToldMillis;

  /** Read by whoever asks why it is away. */
  private volatile boolean saidGoodbye;

  private final AgentSession session = new AgentSession();

  @GuardedBy("this")
  private final StoredCopy stored;

  @GuardedBy("this")
  private final FullStateRequest fullState = new FullStateRequest();

  @GuardedBy("this")
  private final InFlightOffers inFlight = new InFlightOffers();

  @GuardedBy("this")
  private @Nullable ContentHash componentsAsked;

  @GuardedBy("this")
  private boolean toldTooMuch;

  KnownAgent(AgentState state, long sequence, Instant lastSeen) {
    this.state = state;
    this.sequence = sequence;
    this.stored = new StoredCopy(sequence);
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

  /**
   * Whether it has reported another effective config than the one known here, which waits elsewhere
   * to be stored (SEMANTICS 32): what it runs is not known.
   */
  public synchronized boolean runsAnother() {
    return stored.contents().behind() && stored.contents().waiting() == null;
  }

  /** The connection it is reached by, or null. */
  public @Nullable AgentConnection link() {
    return session.link();
  }

  /**
   * The WebSocket that has the agent, if that is another connection than this one: it has to be
   * asked before a word of this one counts (SEMANTICS 29).
   */
  @Nullable AgentConnection heldBy(AgentConnection other) {
    AgentConnection current = session.link();
    return current != null
            && current.connection() != other.connection()
            && current.transport() == Transport.WEBSOCKET
        ? current
        : null;
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
    AgentConnection current = session.link();
    if (gone
        || current == null
        || current.connection() != connection
        || number != sequence + 1
        || sequence == SequenceCheck.UNKNOWN
        || (capabilityBits != 0 && capabilityBits != state.reported().capabilities().bits())
        || fullState.pending()
        || session.unverified()
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
    return session.presence(
        lastSeenMillis,
        state.can(AgentCapability.REPORTS_HEARTBEAT),
        Silence.of(settings, state.facts().attempts().heartbeat()),
        now);
  }

  /**
   * How long an offer may go unanswered (SEMANTICS 10): a poller gets three polls, by what it does
   * or by what it was offered.
   *
   * @param least on a WebSocket, and for those who poll often
   */
  public Duration patience(Duration least) {
    AgentConnection current = session.link();
    if (current == null || current.transport() == Transport.WEBSOCKET) {
      return least;
    }
    long offered = state.facts().attempts().heartbeat().toMillis();
    Duration polls = Duration.ofMillis(POLLS * Math.max(pollIntervalMillis, offered));
    return polls.compareTo(least) > 0 ? polls : least;
  }

  /** The instance that has it, if it is connected to another one than this; else null. */
  public @Nullable SessionRecord holdingElsewhere() {
    return session.holdingElsewhere();
  }

  /** Whether it had to go because its instance ended, and has not come to another one since. */
  public boolean cutOff() {
    return session.cutOff();
  }

  /** What another instance wrote of having it, connected or not; null if none has. */
  public @Nullable SessionRecord elsewhereHolding() {
    return session.elsewhereHolding();
  }

  /** Whether nobody could be asked if it is the agent (SEMANTICS 29): what it says is no proof. */
  public boolean unverified() {
    return session.unverified();
  }

  /** The epoch of its session here; 0 if this instance has not taken it. */
  long epoch() {
    return session.epoch();
  }

  /** The epoch of the session here, or of the last one; by the clock if it never took the agent. */
  long session() {
    return session.number();
  }

  // Sessions.

  /** It is reached by this connection from now on. */
  @GuardedBy("this")
  void connected(AgentConnection link) {
    session.connected(link);
    saidGoodbye = false;
  }

  /** It goes, and says so. */
  @GuardedBy("this")
  void goodbye() {
    saidGoodbye = true;
  }

  /** Whether it went on purpose, as far as this process heard. */
  public boolean saidGoodbye() {
    return saidGoodbye;
  }

  /** Whatever connection it had here is of an earlier session. */
  @GuardedBy("this")
  void connectionOutdated() {
    session.cut();
  }

  /** The session here is over; by whether this process is to end. */
  @GuardedBy("this")
  void sessionEnded(boolean processEnds) {
    session.ended(processEnds);
  }

  /** This instance has it, in this epoch; another one had it before if that is not null. */
  @GuardedBy("this")
  void taken(long epoch, @Nullable SessionRecord from) {
    session.taken(epoch, from);
  }

  /** The session on another instance that this one took it from with its last poll; or null. */
  public @Nullable SessionRecord takenFrom() {
    return session.takenFrom();
  }

  /** It is served here without having been taken: the store is away. */
  @GuardedBy("this")
  void notTaken() {
    session.notTaken(session.link() != null && session.epoch() != 0);
  }

  /** Another instance has it by a WebSocket, as far as is known. */
  @GuardedBy("this")
  void doubtful() {
    session.doubtful();
  }

  /** The entry by which this instance has it was lost, or is not there yet. */
  @GuardedBy("this")
  void entryLost() {
    session.entryLost();
  }

  /** Who has it, while it is not connected here; null for nobody. */
  @GuardedBy("this")
  void seenAt(@Nullable RemoteSession elsewhere) {
    session.seen(elsewhere);
  }

  /** It was connected here, and went on to another instance. */
  @GuardedBy("this")
  void movedTo(@Nullable RemoteSession elsewhere) {
    session.ended(false);
    session.seen(elsewhere);
  }

  /** It was seen to be connected to another instance just now. */
  synchronized void seenElsewhere(Instant now) {
    lastSeenMillis = now.toEpochMilli();
  }

  /** It is known no more. */
  @GuardedBy("this")
  void leave() {
    gone = true;
    session.cut();
  }

  // Reports.

  /** What is being asked of it. */
  @GuardedBy("this")
  FullStateRequest fullState() {
    return fullState;
  }

  /** It spoke. */
  @GuardedBy("this")
  void heard(long number, Instant now) {
    long millis = now.toEpochMilli();
    pollIntervalMillis = Math.max(0, millis - lastSeenMillis);
    sequence = number;
    lastSeenMillis = millis;
  }

  /** Its process is a new one: its sequence began anew. */
  @GuardedBy("this")
  void restarted(Instant now) {
    restarted = now;
  }

  /** When its process was last seen to be a new one; the epoch if never. */
  Instant restarted() {
    return restarted;
  }

  /** It told its effective config, changed or not. */
  @GuardedBy("this")
  void toldEffective(Instant now) {
    effectiveToldMillis = now.toEpochMilli();
  }

  /** Whether it has told its effective config to this process since then. */
  public boolean hasToldEffectiveSince(Instant then) {
    return effectiveToldMillis != 0 && effectiveToldMillis >= then.toEpochMilli();
  }

  /** It reports this of itself from now on. */
  @GuardedBy("this")
  void reported(Reported reported) {
    state = state.withReported(reported);
  }

  /** Whether a report of it was refused for its size; true once, for the log. */
  @GuardedBy("this")
  boolean firstTooLarge() {
    boolean first = !toldTooMuch;
    toldTooMuch = true;
    return first;
  }

  /** Whether it was asked already for the components of this hash, on this connection. */
  @GuardedBy("this")
  boolean askedForComponents(ContentHash hash) {
    return hash.equals(componentsAsked);
  }

  /** Is being asked for its components; null if it may be asked anew. */
  @GuardedBy("this")
  void asksForComponents(@Nullable ContentHash hash) {
    componentsAsked = hash;
  }

  // What the server knows.

  /** The facts are these from now on. */
  @GuardedBy("this")
  void remember(AgentFacts facts) {
    state = state.withFacts(facts);
  }

  /** Operators say this of it from now on. */
  @GuardedBy("this")
  void labelled(Labels labels) {
    state = state.withLabels(labels);
  }

  /** It has another uid. */
  @GuardedBy("this")
  void renamed(InstanceUid uid, AgentFacts facts) {
    state = state.withUid(uid).withFacts(facts);
  }

  // Offers.

  /** How far offers of a kind are. */
  @GuardedBy("this")
  OfferProgress progress(OfferKind kind) {
    return new OfferProgress(
        kind, state.facts().attempts(), stored.attempts(), inFlight.find(kind));
  }

  /** They are so far from now on. */
  @GuardedBy("this")
  void progressed(OfferProgress progress) {
    AgentFacts facts = state.facts();
    if (!progress.attempts().equals(facts.attempts())) {
      state = state.withFacts(facts.withAttempts(progress.attempts()));
    }
    inFlight.put(progress.kind(), progress.inFlight());
  }

  /** An offer was handed to the transport. */
  @GuardedBy("this")
  void sent(OfferKind kind, ContentHash hash, AgentConnection link) {
    inFlight.put(kind, InFlight.sent(inFlight.find(kind), kind, hash, link));
  }

  /**
   * A repeated request: its answer was lost, and with it what the answer offered, which is sent
   * again once per try. On a WebSocket nothing is lost while the connection lasts.
   */
  @GuardedBy("this")
  void answerLost(AgentConnection link) {
    if (link.transport() == Transport.HTTP) {
      inFlight.lost(link);
    }
  }

  // The store.

  /** What the store has of it. */
  @GuardedBy("this")
  StoredCopy stored() {
    return stored;
  }

  /** Whether its sequence moved since its report was stored. */
  synchronized boolean sequenceMoved() {
    return sequence != stored.sequence();
  }

  /** Takes over facts that were read, as another process wrote them; nothing is under way here. */
  @GuardedBy("this")
  void factsRead(AgentFacts facts) {
    stored.factsRead(facts);
    inFlight.clear();
    state = state.withFacts(facts);
  }

  /**
   * As {@link #factsRead}, over what waits here to be written.
   *
   * @param attempts those of the facts, with what it has answered here since
   */
  @GuardedBy("this")
  void overtaken(AgentFacts facts, Attempts attempts) {
    factsRead(facts);
    stored.of(RecordKind.FACTS).drop();
    state = state.withFacts(facts.withAttempts(attempts));
  }

  /**
   * Puts what was read in place of what is remembered, as far as nothing here waits to be written.
   *
   * @param report null if it was not read
   * @param facts null if they were not read
   * @param holding what the instance that had it wrote when it left; null if none did
   * @return whether the facts are those that were read
   */
  @GuardedBy("this")
  boolean adopt(
      @Nullable StoredReport report, @Nullable AgentFacts facts, @Nullable SessionRecord holding) {
    AgentState adopted = state;
    boolean factsAdopted = facts != null && stored.of(RecordKind.FACTS).idle();
    if (facts != null && factsAdopted) {
      adopted = adopted.withFacts(facts);
      stored.factsRead(facts);
      inFlight.clear();
    }
    if (report != null && stored.of(RecordKind.REPORT).idle()) {
      adopted = adopted.withReported(report.reported());
      boolean heardSince = holding != null && holding.lastSeen().isAfter(report.lastSeen());
      sequence = heardSince && holding != null ? holding.sequence() : report.sequence();
      Instant heard = heardSince && holding != null ? holding.lastSeen() : report.lastSeen();
      stored.reportStored(report.sequence());
      stored.contents().drop();
      lastSeenMillis = Math.max(lastSeenMillis, heard.toEpochMilli());
    }
    state = adopted;
    if (report != null && report.behind() && adopted.reported().equals(report.reported())) {
      configBehind();
    }
    return factsAdopted;
  }

  /** Its report was read, and it had reported a newer config than that one names. */
  @GuardedBy("this")
  void configBehind() {
    stored.contents().hold(null, state.reported().effectiveConfig());
    fullState.add(Set.of(ReportPart.EFFECTIVE_CONFIG));
  }
}
