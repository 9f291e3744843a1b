package io.muster.fleet;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.muster.agent.AgentState;
import io.muster.agent.Attempt;
import io.muster.agent.OfferKind;
import io.muster.agent.OfferStatus;
import io.muster.agent.Reported;
import io.muster.fleet.OfferProgress.Decided;
import io.muster.fleet.OfferTraits.Trait;
import io.muster.freeze.Freezes;
import io.muster.freeze.Outgoing;
import io.muster.protocol.AgentCapability;
import io.muster.protocol.ContentHash;
import io.muster.protocol.proto.AgentToServer;
import io.muster.telemetry.OfferMetrics;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides when an offer that is due is sent (SEMANTICS 10): an attempt is stored before the offer
 * is written, stays in flight until the agent answers, its connection is lost or its time is up, is
 * tried three times, and never again after FAILED. The rules are {@link OfferProgress}; here are
 * locks, writes, counters, and what has an offer wait that is no matter of its own history.
 * Thread-safe; nothing blocks.
 */
public final class OfferScheduler {

  /** What an offer waits for that is no matter of its own history. */
  private enum Hold {
    NONE(Duration.ZERO),
    /** The agent is not connected, or not this instance's, and there is nothing for it. */
    IDLE(Duration.ZERO),
    /** The answer to a request for the full state: it may have this already, and say so. */
    STATUS_ASKED_FOR(Duration.ofSeconds(10)),
    /** That it tells what it runs, which it does not know yet. */
    UNTOLD(Duration.ofSeconds(10)),
    /** The comparison of what it runs with this: it may have it without having been sent it. */
    COMPARED(Duration.ofSeconds(1)),
    /** The agent could not be taken when it came: others may have offered it something. */
    NOT_TAKEN(Duration.ofSeconds(1)),
    /** This instance is behind, and reads again what is wanted. */
    BEHIND(Duration.ofSeconds(1));

    private final Duration time;

    Hold(Duration time) {
      this.time = time;
    }
  }

  private final InstantSource clock;
  private final AgentSaver saver;
  private final OfferRulebook rulebook;
  private final PolicyReread behind;
  private final FleetEvents events;
  private final Freezes freezes;
  private final BooleanSupplier shared;
  private final OfferLines lines;

  /** How soon what a freeze stops is looked at again, beside being told of its end. */
  private static final Duration FROZEN = Duration.ofSeconds(5);

  /**
   * The rules on these ports.
   *
   * @param shared whether other instances may have offered something to an agent before
   */
  OfferScheduler(
      InstantSource clock,
      AgentSaver saver,
      OfferRulebook rulebook,
      PolicyReread behind,
      FleetEvents events,
      Freezes freezes,
      BooleanSupplier shared) {
    this.clock = clock;
    this.saver = saver;
    this.rulebook = rulebook;
    this.behind = behind;
    this.events = events;
    this.freezes = freezes;
    this.shared = shared;
    this.lines = new OfferLines(clock);
  }

  /** What {@link #advance} would answer now about this kind of offer; changes nothing. */
  public OfferDecision decide(KnownAgent agent, Offer offer) {
    Instant now = clock.instant();
    synchronized (agent) {
      OfferProgress progress = agent.progress(offer.kind());
      Offer.Due due = due(agent, offer);
      Hold hold = hold(agent, offer.traits(), progress, due, now);
      Decided decided = decided(agent, offer, progress, due, hold, now);
      return unlessFrozen(agent, offer, progress, decided, now).decision();
    }
  }

  /**
   * Completes when {@link #decide} needs not wait to know whether the agent runs already what it is
   * due. Never blocks.
   *
   * @param saved when what it has just said to run can be read
   */
  public CompletableFuture<Void> findOut(
      KnownAgent agent, Offer offer, CompletableFuture<?> saved) {
    AgentState state = agent.state();
    if (state.reported().effectiveConfig() == null
        || !state.facts().attempts().neverSent(offer.kind())) {
      return CompletableFuture.completedFuture(null); // Nearly every message.
    }
    synchronized (agent) {
      Offer.Due due = due(agent, offer);
      if (due == null
          || !agent.progress(offer.kind()).mayRunAlready(due)
          || offer.running(agent.state(), due) != Offer.Running.NOT_KNOWN_YET) {
        return CompletableFuture.completedFuture(null);
      }
      return saved
          .handle((ignored, failure) -> true)
          .thenCompose(ignored -> offer.findOut(state, due));
    }
  }

  /**
   * What to do now about this kind of offer, for those who do it. What shows by the way is noted
   * and saved: that an attempt ended unanswered, was answered, or is under way at the agent.
   */
  public OfferDecision advance(KnownAgent agent, Offer offer) {
    Instant now = clock.instant();
    boolean found = false;
    Decided decided;
    synchronized (agent) {
      OfferProgress progress = agent.progress(offer.kind());
      Offer.Due due = due(agent, offer);
      Hold hold = hold(agent, offer.traits(), progress, due, now);
      if (hold == Hold.BEHIND) {
        behind.reread(offer);
      }
      decided =
          unlessFrozen(
              agent, offer, progress, decided(agent, offer, progress, due, hold, now), now);
      if (!decided.progress().equals(progress)) {
        agent.progressed(decided.progress());
        found = due != null && decided.progress().isFound(due);
        var _ = saver.save(agent, RecordKind.FACTS);
      }
      if (decided.gaveUp() instanceof Attempt attempt) {
        rulebook.metrics(offer.kind()).unanswered();
        lines.unanswered(agent.uid(), attempt);
      }
    }
    if (found) {
      events.publish(new FleetListener.Changed(agent.uid()));
    }
    return decided.decision();
  }

  private static Offer.@Nullable Due due(KnownAgent agent, Offer offer) {
    AgentConnection link = agent.link();
    if (link == null || agent.state().can(AgentCapability.REQUIRES_PAYLOAD_TRUST_VERIFICATION)) {
      return null; // It would drop an offer, which is not signed.
    }
    Offer.Due due = offer.due(agent.state(), link.transport()).orElse(null);
    return due != null && offer.mayTravel(due, link) ? due : null;
  }

  @GuardedBy("agent")
  private Hold hold(
      KnownAgent agent,
      OfferTraits traits,
      OfferProgress progress,
      Offer.@Nullable Due due,
      Instant now) {
    boolean taken = agent.epoch() != 0 || !shared.getAsBoolean();
    if (due == null) {
      return taken && agent.link() != null ? Hold.NONE : Hold.IDLE;
    }
    if (traits.is(Trait.REMEMBERED_BY_AGENT)
        && agent.fullState().awaits(traits.reportedBy(), now, Hold.STATUS_ASKED_FOR.time)) {
      return Hold.STATUS_ASKED_FOR;
    }
    if (!taken) {
      return Hold.NOT_TAKEN;
    }
    return progress.isAheadOf(due) ? Hold.BEHIND : Hold.NONE;
  }

  private Decided decided(
      KnownAgent agent,
      Offer offer,
      OfferProgress progress,
      Offer.@Nullable Due due,
      Hold hold,
      Instant now) {
    AgentConnection link = agent.link();
    if (hold == Hold.IDLE || link == null) {
      return new Decided(progress, OfferDecision.Settled.SETTLED, null);
    }
    if (hold != Hold.NONE) {
      return waiting(progress, now.plus(hold.time));
    }
    if (due != null && progress.mayRunAlready(due)) {
      switch (offer.running(agent.state(), due)) {
        case THIS -> {
          return progress.runsAlready(due, now);
        }
        case NOT_KNOWN_YET -> {
          var _ = offer.findOut(agent.state(), due);
          return waiting(progress, now.plus(Hold.COMPARED.time));
        }
        case UNTOLD -> {
          Instant end = link.since().plus(Hold.UNTOLD.time);
          if (now.isBefore(end)) {
            return waiting(progress, end);
          }
        }
        case OTHER -> {}
      }
    }
    OfferTraits traits = offer.traits();
    return progress.decide(
        due,
        traits.status().find(agent.state().reported()),
        link,
        rulebook.rules(agent, traits),
        now);
  }

  private static Decided waiting(OfferProgress progress, Instant until) {
    return new Decided(progress, new OfferDecision.Wait(until), null);
  }

  /**
   * A freeze keeps from being sent what it stops (SEMANTICS 36), whatever the kind, and stops the
   * time in which that had to be answered; what agents say of what they were sent counts as ever.
   */
  private Decided unlessFrozen(
      KnownAgent agent, Offer offer, OfferProgress before, Decided decided, Instant now) {
    if (decided.gaveUp() != null && freezes.stops(agent.state(), Outgoing.CHANGE)) {
      return new Decided(before, new OfferDecision.Wait(now.plus(FROZEN)), null);
    }
    return switch (decided.decision()) {
      case OfferDecision.Begin(Offer.Due due) -> unlessFrozen(agent, offer, due, decided, now);
      case OfferDecision.Send(Offer.Due due) -> unlessFrozen(agent, offer, due, decided, now);
      case OfferDecision.Wait _, OfferDecision.Settled _ -> decided;
    };
  }

  private Decided unlessFrozen(
      KnownAgent agent, Offer offer, Offer.Due due, Decided decided, Instant now) {
    AgentState state = agent.state();
    return freezes.stops(state, Outgoing.CHANGE) && freezes.stops(state, offer.outgoing(state, due))
        ? new Decided(decided.progress(), new OfferDecision.Wait(now.plus(FROZEN)), null)
        : decided;
  }

  /** Whether a command must not go out to an agent now that was handed to its connection before. */
  public boolean stopsCommands(KnownAgent agent) {
    return freezes.stops(agent.state(), Outgoing.COMMAND);
  }

  /** An offer for one agent, to be begun. */
  public record Beginning(KnownAgent agent, OfferKind kind, Offer.Due due) {}

  /**
   * Stores the attempts, all in one write; completes when they are durable. If it fails they stay
   * in memory, are written again by the sweep, and are not sent before that has succeeded.
   */
  public CompletableFuture<Void> begin(List<Beginning> beginnings) {
    Instant now = clock.instant();
    // A change of policy is the same attempt for thousands, mostly.
    Map<Attempt, List<KnownAgent>> alike = new HashMap<>();
    List<KnownAgent> others = new ArrayList<>(0);
    for (Beginning beginning : beginnings) {
      Attempt attempt = begin(beginning, now);
      (attempt == null ? others : alike.computeIfAbsent(attempt, ignored -> new ArrayList<>()))
          .add(beginning.agent());
    }
    List<CompletableFuture<Void>> writes = new ArrayList<>(1);
    alike.forEach((attempt, agents) -> writes.add(saver.saveBegun(attempt, agents)));
    if (!others.isEmpty()) {
      writes.add(saver.save(others, RecordKind.FACTS));
    }
    return writes.size() == 1
        ? writes.getFirst()
        : CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new));
  }

  /** Begins in memory; answers the attempt, or null if there was nothing to begin any more. */
  private @Nullable Attempt begin(Beginning beginning, Instant now) {
    KnownAgent agent = beginning.agent();
    synchronized (agent) {
      AgentConnection link = agent.link();
      if (link == null) {
        return null;
      }
      OfferProgress before = agent.progress(beginning.kind());
      OfferProgress begun =
          before.begun(beginning.due(), link, rulebook.rules(agent, beginning.kind()), now);
      if (begun.equals(before)) {
        return null; // Begun by another path a moment ago.
      }
      agent.progressed(begun);
      return begun.attempts().list().getFirst();
    }
  }

  /** Notes that an offer has been handed to the transport. */
  public void written(KnownAgent agent, OfferKind kind, Offer.Due due) {
    AgentConnection link;
    synchronized (agent) {
      link = agent.link();
      if (link != null) {
        agent.sent(kind, due.hash(), link);
      }
    }
    OfferMetrics counted = rulebook.metrics(kind);
    counted.offered();
    if (link != null && link.since().isBefore(due.since())) {
      // One that came after the change did not wait for it.
      counted.delivered(Duration.between(due.since(), clock.instant()));
    }
  }

  /**
   * What an agent said.
   *
   * @param before what it had reported before the message
   * @param returned whether it is the first of a connection, or of a sequence
   * @param sameLink the connection as it was used before, if it is the same one
   */
  record Said(
      Reported before,
      AgentToServer message,
      boolean returned,
      @Nullable AgentConnection sameLink) {}

  /** Notes what a message says about offers made. */
  @GuardedBy("agent")
  void answered(KnownAgent agent, Said said) {
    List<Offer> offers = rulebook.offers();
    for (int i = 0; i < offers.size(); i++) { // Part of every poll, and an iterator is an object.
      OfferTraits traits = offers.get(i).traits();
      if (traits.is(Trait.PROVED_BY_RETURNING)) {
        proved(agent, offers.get(i), said);
      }
      if (traits.answer().find(said.message()) instanceof OfferStatus told
          && !(told.blank() && isSilent(agent, traits))) {
        OfferStatus status = weighed(agent, traits, told);
        if (status == null) {
          continue;
        }
        boolean crossed = agent.fullState().wasOutstanding();
        OfferAnswer answer =
            new OfferAnswer(status, traits.status().find(said.before()), said.returned(), crossed);
        Instant now = clock.instant();
        OfferRules rules = rulebook.rules(agent, traits);
        note(agent, status.hash(), answer.on(agent.progress(traits.kind()), rules, now), now);
      }
    }
  }

  /** A blank status of an agent that never tells one is no loss of memory. */
  private static boolean isSilent(KnownAgent agent, OfferTraits traits) {
    return traits.is(Trait.SHOWN_BY_WHAT_RUNS) && !agent.state().tellsConfigStatus();
  }

  /**
   * What an agent that reports no status is seen to run: what was offered last, or something else.
   * Nothing is noted if it has told otherwise meanwhile.
   *
   * @param effective what it was seen in
   * @param runs what it runs instead, for people; null if it runs what was offered
   */
  public void seen(
      KnownAgent agent,
      OfferKind kind,
      ContentHash offered,
      ContentHash effective,
      @Nullable String runs) {
    synchronized (agent) {
      OfferProgress before = agent.progress(kind);
      Attempt attempt = before.attempts().get(kind, offered);
      if (agent.gone()
          || attempt == null
          || !before.attempts().isNewest(kind, offered)
          || agent.state().tellsConfigStatus()
          || !effective.equals(agent.state().reported().effectiveConfig())) {
        return;
      }
      Instant now = clock.instant();
      boolean fresh =
          !now.isBefore(attempt.deadline()) || agent.hasToldEffectiveSince(attempt.offeredAt());
      if (attempt.state() == Attempt.State.OFFERED
          && (!fresh || (before.inFlight() instanceof InFlight begun && begun.unsent()))) {
        return; // What it ran before the offer may have all of this, too.
      }
      OfferProgress seen = before.seen(attempt, runs, now);
      if (seen.equals(before)) {
        return;
      }
      note(agent, offered, seen, now);
    }
    events.publish(new FleetListener.Changed(agent.uid()));
    var _ = saver.save(agent, RecordKind.FACTS);
  }

  /** The agent came anew, or took its leave, which may be the answer. */
  @GuardedBy("agent")
  private void proved(KnownAgent agent, Offer offer, Said said) {
    AgentConnection link = agent.link();
    OfferProgress progress = agent.progress(offer.kind());
    if (link == null || (progress.inFlight() == null && !said.returned())) {
      return; // Nearly every message.
    }
    OfferRules rules = rulebook.rules(agent, offer.traits());
    if (progress.unproved(rules) instanceof ContentHash hash && proves(offer, hash, said, link)) {
      Instant now = clock.instant();
      note(agent, hash, progress.returned(rules, now), now);
    }
  }

  private static boolean proves(Offer offer, ContentHash hash, Said said, AgentConnection link) {
    boolean came =
        said.returned()
            // A poll by new settings: others than the one before.
            || (said.sameLink() != null
                && !said.sameLink().equals(link)
                && !offer.provedBy(hash, Offer.Proof.RETURN, said.sameLink()));
    return (came && offer.provedBy(hash, Offer.Proof.RETURN, link))
        || (said.message().hasAgentDisconnect() && offer.provedBy(hash, Offer.Proof.GOODBYE, link));
  }

  /**
   * A status as far as it counts: where only coming back is a proof, APPLIED is no more than that
   * the agent is at it, and what it was at is over once it is back. Null if it says nothing.
   */
  @GuardedBy("agent")
  private static @Nullable OfferStatus weighed(
      KnownAgent agent, OfferTraits traits, OfferStatus told) {
    if (!traits.is(Trait.PROVED_BY_NOTHING_ELSE)) {
      return told;
    }
    return switch (told.state()) {
      case APPLIED, APPLYING -> {
        Attempt attempt = agent.state().facts().attempts().get(traits.kind(), told.hash());
        yield attempt != null && attempt.state() == Attempt.State.APPLIED
            ? null
            : new OfferStatus(told.hash(), OfferStatus.State.APPLYING, told.error());
      }
      case FAILED, UNSET, UNRECOGNIZED -> told;
    };
  }

  /** Keeps what came of an answer about a hash, and counts it. */
  @GuardedBy("agent")
  private void note(KnownAgent agent, ContentHash hash, OfferProgress answered, Instant now) {
    OfferKind kind = answered.kind();
    Attempt old = agent.state().facts().attempts().get(kind, hash);
    Attempt attempt = answered.attempts().get(kind, hash);
    agent.progressed(answered);
    if (old == null || attempt == null || old.state() == attempt.state()) {
      return;
    }
    if (attempt.state() == Attempt.State.APPLIED) {
      rulebook.metrics(kind).applied(Duration.between(attempt.offeredAt(), now));
    } else if (attempt.state() == Attempt.State.FAILED) {
      rulebook.metrics(kind).failed();
      lines.failed(agent.uid(), attempt);
    }
  }
}
