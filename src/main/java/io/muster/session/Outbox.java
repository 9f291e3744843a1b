package io.muster.session;

import io.muster.agent.OfferKind;
import io.muster.agent.UidAssignment;
import io.muster.fleet.AgentConnection;
import io.muster.fleet.KnownAgent;
import io.muster.fleet.Offer;
import io.muster.fleet.OfferDecision;
import io.muster.fleet.OfferScheduler;
import io.muster.fleet.Reporting;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.Fragment;
import io.muster.protocol.Fragments;
import io.muster.protocol.InstanceUid;
import io.muster.protocol.ServerMessage;
import io.muster.protocol.WireUid;
import io.muster.telemetry.SessionMetrics;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What one agent on one connection is still to be sent (SEMANTICS 7). Not a queue of bytes: dirty
 * marks whose content is computed when there is room to write, from what is desired against what
 * the agent confirmed, so that an agent that does not read costs nothing and gets the newest state
 * when it does. Only commands, custom messages and errors queue, and few of them.
 *
 * <p>Exactly one message goes out per message that came in; more only if there is more to say.
 * State goes before the queue.
 *
 * <p>Not thread-safe: confined to the connection's event loop, or guarded by the polling session.
 */
final class Outbox {

  private static final Logger LOG = Logger.getLogger(Outbox.class);

  /** Commands and custom messages that wait at most. */
  static final int MAX_QUEUED = 32;

  private static final int STATE = 1;
  private static final int CAPABILITIES = 2;
  private static final int IDENTIFICATION = 4;

  /** What outboxes share. */
  record Shared(
      ServerIdentity server,
      Reporting reporting,
      OfferScheduler offers,
      OfferDecider decider,
      List<Offer> kinds,
      SessionMetrics metrics) {}

  private final Shared shared;
  private final WireUid uid;
  private final long connection;
  private int marks = CAPABILITIES;
  private int owedAnswers;
  private boolean storing;
  private boolean oversize;
  private static final AtomicIntegerFieldUpdater<Outbox> PLACES =
      AtomicIntegerFieldUpdater.newUpdater(Outbox.class, "places");

  /** Of the queue, taken or promised. */
  private volatile int places;

  private @Nullable ArrayDeque<Fragment> queue;
  private @Nullable ArrayDeque<Fragment> errors;

  /**
   * An empty one.
   *
   * @param connection the number of the connection that is written to
   */
  Outbox(Shared shared, WireUid uid, long connection) {
    this.shared = shared;
    this.uid = uid;
    this.connection = connection;
  }

  WireUid uid() {
    return uid;
  }

  /** A message came in that has to be answered. */
  void owe() {
    owedAnswers++;
  }

  /** Something this agent should have may have changed: look again. */
  void markState() {
    marks |= STATE;
  }

  /**
   * The agent spoke, or was given a new uid: tell it the uid it should have, if it has not taken
   * it. Not part of the sweep, which would use up the tries.
   */
  void markIdentification() {
    marks |= STATE | IDENTIFICATION;
  }

  /**
   * Promises a command or custom message its place in the queue; false if all are taken. For any
   * thread, unlike the rest: whoever delivers need not wait for the event loop to know.
   */
  boolean promise() {
    int taken;
    do {
      taken = places;
      if (taken >= MAX_QUEUED) {
        return false;
      }
    } while (!PLACES.compareAndSet(this, taken, taken + 1));
    return true;
  }

  /** Queues a command or custom message that was promised a place. */
  void queue(Fragment fragment) {
    if (queue == null) {
      queue = new ArrayDeque<>(2);
    }
    shared.metrics().queued(1);
    queue.add(fragment);
  }

  /** Gives a promised place back: the agent has gone meanwhile. */
  void giveBack() {
    var _ = PLACES.decrementAndGet(this);
  }

  /**
   * Answers a message that came in with an error; as many as messages that came in.
   *
   * @return false if there are too many: the peer sends what is wrong and does not read
   */
  boolean answerWithError(Fragment error) {
    if (errors == null) {
      errors = new ArrayDeque<>(2);
    }
    return errors.size() < MAX_QUEUED && errors.add(error);
  }

  /**
   * Whether there is nothing to say, so that a heartbeat may be acknowledged without further
   * thought.
   */
  boolean quiet() {
    return marks == 0 && owedAnswers == 0 && isEmpty(queue) && isEmpty(errors);
  }

  /** Says again what the server can do: each poll may come by a connection of its own (CAP-1). */
  void introduceAgain() {
    marks |= CAPABILITIES;
  }

  /** Offers of this agent are being stored: nothing is offered until {@link #stored}. */
  void storing() {
    storing = true;
  }

  /** The store has taken, or refused, what was being stored; look again. */
  void stored() {
    storing = false;
    marks |= STATE;
  }

  /** Whether the last message left something out because it was too large; asking resets it. */
  boolean tookTooMuch() {
    boolean result = oversize;
    oversize = false;
    return result;
  }

  /**
   * The next message to write, or null if there is none.
   *
   * @param agent null before its first report is through
   * @param toBegin is given offers that must be stored before they can be sent
   */
  @Nullable ServerMessage next(
      @Nullable KnownAgent agent, Consumer<OfferScheduler.Beginning> toBegin) {
    if (errors != null && !errors.isEmpty()) {
      return ServerMessage.of(uid, errors.poll());
    }
    if (agent != null && agent.state().can(AgentCapability.REQUIRES_PAYLOAD_TRUST_VERIFICATION)) {
      return uidAlone();
    }
    List<Fragment> fragments = new ArrayList<>(4);
    if (agent != null && reaches(agent) && (marks & STATE) != 0) {
      state(agent, fragments, toBegin);
    }
    if (agent != null && !isEmpty(queue) && shared.offers().stopsCommands(agent)) {
      LOG.infof("event=commands_dropped agent=%s reason=frozen", agent.uid());
      discard();
    }
    if (fragments.isEmpty() && queue != null && !queue.isEmpty()) {
      fragments.add(queue.poll());
      shared.metrics().queued(-1);
      giveBack();
    }
    if (fragments.isEmpty() && owedAnswers == 0) {
      return null;
    }
    introduce(fragments);
    if (owedAnswers > 0) {
      owedAnswers--;
    }
    return ServerMessage.of(uid, fragments);
  }

  /** All that an agent takes that takes signed messages only: it would drop any other. */
  private @Nullable ServerMessage uidAlone() {
    marks &= ~(STATE | IDENTIFICATION);
    if (owedAnswers == 0) {
      return null;
    }
    owedAnswers--;
    return ServerMessage.of(uid, List.of());
  }

  /** Whether this is still the way to the agent: what another connection sends is its business. */
  private boolean reaches(KnownAgent agent) {
    AgentConnection link = agent.link();
    return !agent.gone() && link != null && link.connection() == connection;
  }

  /**
   * Says once per connection what the server can do; not beside an error, which excludes it
   * (ERR-4).
   */
  private void introduce(List<Fragment> fragments) {
    if ((marks & CAPABILITIES) == 0) {
      return;
    }
    if (add(shared.server().capabilities(), fragments)) {
      Fragment custom = shared.server().customCapabilities();
      if (custom == null || add(custom, fragments)) {
        marks &= ~CAPABILITIES;
      }
    }
  }

  /** Adds what has its place beside the others and does not make the message too large. */
  private boolean add(Fragment fragment, List<Fragment> fragments) {
    if (!fits(fragment, fragments)) {
      return false;
    }
    fragments.add(fragment);
    if (fragments.size() == 1 || ServerMessage.of(uid, fragments).fits(shared.server().limits())) {
      return true;
    }
    fragments.removeLast();
    return false;
  }

  private void state(
      KnownAgent agent, List<Fragment> fragments, Consumer<OfferScheduler.Beginning> toBegin) {
    UidAssignment assignment = agent.state().facts().assignment();
    // The first time it is pushed (ID-7), afterwards it goes with answers, whose number is bounded.
    boolean identify =
        (marks & IDENTIFICATION) != 0 || (assignment != null && assignment.tries() == 0);
    marks &= ~(STATE | IDENTIFICATION);
    long flags = shared.reporting().takeFlags(agent);
    if (flags != 0) {
      fragments.add(Fragments.flags(flags));
    }
    InstanceUid newUid = identify ? shared.reporting().takeAssignment(agent) : null;
    if (newUid != null && !newUid.equals(uid.uid())) {
      fragments.add(Fragments.identification(newUid, uid));
    }
    if (storing) {
      return;
    }
    for (Offer offer : shared.kinds()) {
      switch (shared.decider().advance(agent, offer)) {
        case OfferDecision.Send(Offer.Due due) -> send(agent, offer.kind(), due, fragments);
        case OfferDecision.Begin(Offer.Due due) ->
            toBegin.accept(new OfferScheduler.Beginning(agent, offer.kind(), due));
        case OfferDecision.Wait wait -> {}
        case OfferDecision.Settled settled -> {}
      }
    }
  }

  // Without a stream: part of every config change, for every agent.
  private static boolean fits(Fragment fragment, List<Fragment> others) {
    for (Fragment other : others) {
      if (!fragment.fitsWith(other)) {
        return false;
      }
    }
    return true;
  }

  private void send(KnownAgent agent, OfferKind kind, Offer.Due due, List<Fragment> fragments) {
    if (!fits(due.fragment(), fragments)) {
      marks |= STATE; // Next message.
      return;
    }
    fragments.add(due.fragment());
    if (!ServerMessage.of(uid, fragments).fits(shared.server().limits())) {
      fragments.removeLast();
      oversize = true;
      shared.metrics().discardedOversize();
      return;
    }
    shared.offers().written(agent, kind, due);
  }

  /** What was queued goes with the connection, or may not go out any more. */
  void discard() {
    if (queue != null) {
      shared.metrics().queued(-queue.size());
      var _ = PLACES.addAndGet(this, -queue.size());
      queue = null;
    }
  }

  private static boolean isEmpty(@Nullable ArrayDeque<Fragment> deque) {
    return deque == null || deque.isEmpty();
  }
}
