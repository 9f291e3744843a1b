package io.muster.fleet;

import io.muster.agent.Attempt;
import io.muster.agent.Attempts;
import io.muster.agent.OfferKind;
import io.muster.agent.OfferStatus;
import io.muster.agent.OfferStatus.State;
import io.muster.fleet.InFlight.Stage;
import io.muster.fleet.Offer.Due;
import io.muster.fleet.OfferTraits.Trait;
import io.muster.protocol.ContentHash;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far the offers of one kind to one agent are: the rules of SEMANTICS 10 as a function of the
 * past. Pure: {@link OfferScheduler} locks, saves and counts around it.
 *
 * @param attempts of all kinds, as they are remembered
 * @param stored of all kinds, as the store has them as far as is known
 * @param inFlight of this kind
 */
record OfferProgress(
    OfferKind kind, Attempts attempts, Attempts stored, @Nullable InFlight inFlight) {

  /**
   * What to do, and what has to be remembered for it.
   *
   * @param progress the same as before if nothing has to be
   * @param gaveUp the attempt that ended unanswered by this, if one did
   */
  record Decided(OfferProgress progress, OfferDecision decision, @Nullable Attempt gaveUp) {}

  /**
   * What to do now.
   *
   * @param due null if the agent has what it should have
   * @param status what it said last about this kind; null if nothing
   * @param link the connection it is reached by
   */
  Decided decide(
      @Nullable Due due,
      @Nullable OfferStatus status,
      AgentConnection link,
      OfferRules rules,
      Instant now) {
    if (due == null) {
      return new Decided(
          rules.provedByNothingElse() ? this : closed(status, now),
          OfferDecision.Settled.SETTLED,
          null);
    }
    Attempt attempt = attempts.get(kind, due.hash());
    if (attempt == null) {
      return isApplying(status, due.hash()) ? adopt(due, rules, now) : begin(due);
    }
    return switch (attempt.state()) {
      case FAILED, NO_ANSWER, TAKEN_BACK -> settled();
      case APPLYING -> waitOrGiveUp(attempt, rules, now);
      case APPLIED, UNCONFIRMED ->
          again(attempt, rules) && !hasItSilently(attempt, rules) ? begin(due) : settled();
      // Unless it was sent something else since.
      case ADOPTED -> attempts.isNewest(kind, attempt.hash()) ? settled() : begin(due);
      case OFFERED -> offered(due, attempt, link, rules, now);
    };
  }

  /** Whether it was offered something newer than this, by another instance (SEMANTICS 14). */
  boolean isAheadOf(Due due) {
    return due.generation() < attempts.generation(kind);
  }

  /**
   * With an attempt closed whose answer is known: the history may have come from another instance
   * after the agent had answered here.
   */
  private OfferProgress closed(@Nullable OfferStatus status, Instant now) {
    return status != null && attempts.open(kind, status.hash())
        ? with(attempts.answered(kind, status, now))
        : this;
  }

  private static boolean isApplying(@Nullable OfferStatus status, ContentHash hash) {
    return status != null && status.state() == State.APPLYING && status.hash().equals(hash);
  }

  /** Whether it is offered once more what it has applied, and seems not to have. */
  private boolean again(Attempt attempt, OfferRules rules) {
    if (!rules.provedByReturning()) {
      return !takenBackTooOften(attempt);
    }
    // Its process is a new one, which may not have kept it; or it was offered something else since.
    return rules.provedByNothingElse()
        && (rules.restarted().isAfter(attempt.changedAt())
            || attempts.newest(kind).filter(attempt::equals).isEmpty());
  }

  /** It applied this, nothing was offered since, and yet it says that it has something else. */
  private boolean takenBackTooOften(Attempt attempt) {
    return attempt.tries() >= Attempts.MAX_TRIES
        && attempts.newest(kind).filter(attempt::equals).isPresent();
  }

  /** It says nothing of offers, and this was the last. */
  private boolean hasItSilently(Attempt attempt, OfferRules rules) {
    return rules.shownByWhatRuns() && attempts.isNewest(kind, attempt.hash());
  }

  private Decided offered(
      Due due, Attempt attempt, AgentConnection link, OfferRules rules, Instant now) {
    boolean inTime = now.isBefore(attempt.deadline());
    if (inFlight != null && inFlight.is(link, due.hash())) {
      return switch (inFlight.stage()) {
        // Nothing goes out before its attempt is durable; what cannot be saved is saved again by
        // the sweep, and then has its whole time for the answer.
        case BEGUN -> {
          if (!isStored(attempt)) {
            yield wait(now.plus(rules.saveTime()));
          }
          yield inTime ? send(due) : begin(due);
        }
        case LOST -> inTime ? send(due) : unanswered(due, attempt, rules, now);
        case WRITTEN, WRITTEN_AGAIN -> {
          if (inTime) {
            yield wait(attempt.deadline());
          }
          // It arrived: on a connection that lasts nothing is lost.
          yield rules.shownByWhatRuns()
              ? unconfirmed(attempt, now)
              : unanswered(due, attempt, rules, now);
        }
      };
    }
    return inFlight != null && inFlight.unsent() && inFlight.hash().equals(due.hash())
        ? begin(due)
        : again(due, attempt, rules, now);
  }

  private boolean isStored(Attempt attempt) {
    return attempt.equals(stored.get(kind, attempt.hash()));
  }

  private Decided unanswered(Due due, Attempt attempt, OfferRules rules, Instant now) {
    return rules.traits().is(Trait.ONCE_PER_CONNECTION)
        ? settled()
        : again(due, attempt, rules, now);
  }

  private Decided again(Due due, Attempt attempt, OfferRules rules, Instant now) {
    boolean late =
        rules.provedByNothingElse()
            && !now.isBefore(attempt.deadline())
            && !isLostAgain(attempt, rules.restarted());
    if (!late && attempt.tries() < rules.maxTries()) {
      return begin(due);
    }
    return rules.shownByWhatRuns() ? unconfirmed(attempt, now) : giveUp(this, attempt, now);
  }

  /**
   * Whether the agent went down with what it had proved before, and is a new process: most likely
   * it was stopped, and has to have it once more. Not so where it was never proved.
   */
  static boolean isLostAgain(Attempt attempt, Instant restarted) {
    return attempt.renewed()
        && attempt.state() == Attempt.State.OFFERED
        && restarted.isAfter(attempt.offeredAt());
  }

  private Decided unconfirmed(Attempt attempt, Instant now) {
    return new Decided(
        with(attempts.unconfirmed(attempt, now)).landed(), OfferDecision.Settled.SETTLED, null);
  }

  private Decided waitOrGiveUp(Attempt attempt, OfferRules rules, Instant now) {
    Instant end = attempt.deadline().plus(rules.applyTime());
    return now.isBefore(end) ? wait(end) : giveUp(this, attempt, now);
  }

  /** It is busy with this one already, from another server or before its history was forgotten. */
  private Decided adopt(Due due, OfferRules rules, Instant now) {
    OfferProgress adopted =
        with(
            attempts.adopted(
                kind, due.hash(), due.name(), due.generation(), now, rules.answerTime(due)));
    return adopted.waitOrGiveUp(adopted.attempts.list().getFirst(), rules, now);
  }

  private static Decided giveUp(OfferProgress before, Attempt attempt, Instant now) {
    return new Decided(
        before.with(before.attempts.gaveUp(attempt, now)).landed(),
        OfferDecision.Settled.SETTLED,
        attempt);
  }

  private Decided settled() {
    return new Decided(this, OfferDecision.Settled.SETTLED, null);
  }

  private Decided begin(Due due) {
    return new Decided(this, new OfferDecision.Begin(due), null);
  }

  private Decided send(Due due) {
    return new Decided(this, new OfferDecision.Send(due), null);
  }

  private Decided wait(Instant until) {
    return new Decided(this, new OfferDecision.Wait(until), null);
  }

  /**
   * With a try of this offer begun: its attempt is the newest, and has to be stored. The same as
   * before if another path began it a moment ago.
   */
  OfferProgress begun(Due due, AgentConnection link, OfferRules rules, Instant now) {
    if (inFlight != null
        && inFlight.is(link, due.hash())
        && attempts.underWay(kind, due.hash(), now)) {
      return this;
    }
    // What was never sent was no try: not on a connection lost meanwhile, nor of another hash.
    Attempts before =
        inFlight != null && inFlight.unsent() ? attempts.unsent(kind, inFlight.hash()) : attempts;
    Attempt had = before.get(kind, due.hash());
    boolean renewed = had != null && had.renewed() && !had.state().terminal();
    if (rules.provedByNothingElse() && had != null && had.state() == Attempt.State.APPLIED) {
      renewed = before.isNewest(kind, due.hash());
      before = before.forget(kind, due.hash()); // A new process begins with a first try.
    }
    Attempts offered =
        before
            .offered(
                kind,
                due.hash(),
                due.name(),
                due.generation(),
                now,
                timeLeft(before, due, rules, now))
            .asking(due.heartbeat());
    return new OfferProgress(
        kind,
        renewed ? offered.renewing() : offered,
        stored,
        new InFlight(kind, link.connection(), due.hash(), Stage.BEGUN));
  }

  /** The agent has to be back by the end of the first try, however often it came otherwise. */
  private Duration timeLeft(Attempts before, Due due, OfferRules rules, Instant now) {
    Attempt open = before.get(kind, due.hash());
    return rules.provedByNothingElse()
            && open != null
            && open.state() == Attempt.State.OFFERED
            && open.tries() < Attempts.MAX_TRIES
            && now.isBefore(open.deadline())
        ? Duration.between(now, open.deadline())
        : rules.answerTime(due);
  }

  /**
   * The hash of what the agent proves by coming back, by whatever connection; null if there is
   * nothing to be proved.
   */
  @Nullable ContentHash unproved(OfferRules rules) {
    if (!rules.provedByReturning()) {
      return null;
    }
    if (inFlight != null) {
      return inFlight.unsent() ? null : inFlight.hash();
    }
    // It went out from a server that has restarted since, or from another instance.
    Attempt newest = attempts.newest(kind).orElse(null);
    return rules.provedByNothingElse() && newest != null && !newest.state().terminal()
        ? newest.hash()
        : null;
  }

  /** After the agent came by a new connection, or began its sequence anew. */
  OfferProgress returned(OfferRules rules, Instant now) {
    ContentHash hash = unproved(rules);
    return hash == null ? this : answered(new OfferStatus(hash, State.APPLIED, ""), now);
  }

  /** With what the agent says of one hash; an answer that ends it ends the flight too. */
  OfferProgress answered(OfferStatus status, Instant now) {
    Attempt old = attempts.get(kind, status.hash());
    OfferProgress after = with(attempts.answered(kind, status, now));
    Attempt attempt = after.attempts.get(kind, status.hash());
    boolean ended =
        old != null
            && attempt != null
            && old.state() != attempt.state()
            && attempt.state().terminal();
    return ended ? after.landed() : after;
  }

  /** Whether the agent may have this without ever having been sent anything of the kind. */
  boolean mayRunAlready(Due due) {
    return attempts.neverSent(kind) && attempts.get(kind, due.hash()) == null;
  }

  /** Whether the agent was found to run this. */
  boolean isFound(Due due) {
    Attempt attempt = attempts.get(kind, due.hash());
    return attempt != null && attempt.state() == Attempt.State.ADOPTED;
  }

  /** As {@link #decide}, of an agent that runs this already: it has it, and is sent nothing. */
  Decided runsAlready(Due due, Instant now) {
    return new Decided(
        with(attempts.found(kind, due.hash(), due.name(), due.generation(), now)),
        OfferDecision.Settled.SETTLED,
        null);
  }

  /** With what an agent that says nothing of it is seen to run: this, or something else. */
  OfferProgress seen(Attempt attempt, @Nullable String runs, Instant now) {
    if (attempt.state() == Attempt.State.ADOPTED) {
      return this; // It was not sent it; whether it still runs it is a matter of drift.
    }
    if (runs == null) {
      return answered(new OfferStatus(attempt.hash(), State.APPLIED, ""), now);
    }
    return attempt.state() == Attempt.State.UNCONFIRMED
        ? with(attempts.gaveUp(attempt, runs, now))
        : this;
  }

  /** With everything to be tried again that failed, was given up or does not come to an end. */
  OfferProgress retried(Instant now) {
    OfferProgress result = this;
    for (Attempt attempt : attempts.list()) {
      if (attempt.kind().equals(kind)) {
        result =
            switch (attempt.state()) {
              case FAILED, TAKEN_BACK, UNCONFIRMED ->
                  result.with(result.attempts.forget(kind, attempt.hash()));
              // Not forgotten: the agent may still call it APPLYING, and would be waited for.
              case NO_ANSWER, APPLYING -> result.with(result.attempts.again(attempt, now)).landed();
              case OFFERED, APPLIED, ADOPTED -> result;
            };
      }
    }
    return result;
  }

  /** With what the agent has, by its own words, to be sent once more: it runs something else. */
  OfferProgress anew(ContentHash hash, String name, Instant now) {
    Attempt attempt = attempts.get(kind, hash);
    return attempt != null && !attempt.state().taken()
        ? this // On its way already, or what came of it is to be retried.
        : with(attempts.anew(kind, hash, name, now)).landed();
  }

  /** Whether this is to be sent once more and was not yet: that the agent has it is no news. */
  boolean awaitsSendingAnew(ContentHash hash, Instant now) {
    Attempt attempt = attempts.get(kind, hash);
    return attempt != null
        && attempt.sentAnew(now)
        && (inFlight == null || inFlight.unsent() || !inFlight.hash().equals(hash));
  }

  /** With this taken back; the same as before if it was not offered, or failed by itself. */
  OfferProgress takenBack(ContentHash hash, String reason, Instant now) {
    Attempts after = attempts.takenBack(kind, hash, reason, now);
    return after.equals(attempts) ? this : with(after).landed();
  }

  /** With another history. */
  OfferProgress with(Attempts newAttempts) {
    return newAttempts.equals(attempts)
        ? this
        : new OfferProgress(kind, newAttempts, stored, inFlight);
  }

  /** With nothing in flight. */
  OfferProgress landed() {
    return inFlight == null ? this : new OfferProgress(kind, attempts, stored, null);
  }
}
