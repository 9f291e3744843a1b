package io.muster.fleet;

import io.muster.agent.Attempt;
import io.muster.agent.Attempts;
import io.muster.agent.OfferKind;
import io.muster.agent.OfferStatus;
import io.muster.agent.OfferStatus.State;
import io.muster.fleet.OfferTraits.Trait;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an agent says about the offers of one kind, in one message. Pure.
 *
 * @param before the status it told last; null if none
 * @param returned whether the message is the first of a connection, or of a sequence
 * @param crossed whether it may be the answer to a request for the full state, and have been under
 *     way before the offer was
 */
record OfferAnswer(
    OfferStatus status, @Nullable OfferStatus before, boolean returned, boolean crossed) {

  /** How far the offers are after it. */
  OfferProgress on(OfferProgress progress, OfferRules rules, Instant now) {
    if (status.state() == State.APPLIED
        && rules.traits().is(Trait.REMEMBERED_BY_AGENT)
        && progress.awaitsSendingAnew(status.hash(), now)) {
      return progress;
    }
    OfferProgress after =
        status.blank() && rules.traits().is(Trait.REMEMBERED_BY_AGENT)
            ? memoryLost(progress, now)
            : progress.answered(status, now);
    return rules.traits().is(Trait.REFUSED_UNASKED) ? refusedUnasked(after, now) : after;
  }

  /**
   * The explicit "I have nothing" (RC-10): what was in flight is over, what was given up may be
   * tried again by an agent that came anew.
   */
  private OfferProgress memoryLost(OfferProgress progress, Instant now) {
    OfferKind kind = progress.kind();
    Attempts attempts = progress.attempts();
    Optional<Attempt> newest = attempts.newest(kind);
    if (newest.isEmpty()) {
      return progress;
    }
    Attempt attempt = newest.get();
    return switch (attempt.state()) {
      // Who never had a config of ours says so each time; it runs what it ran.
      case FAILED, TAKEN_BACK, ADOPTED -> progress;
      case APPLIED, UNCONFIRMED -> progress.with(attempts.forget(kind, attempt.hash()));
      case NO_ANSWER -> returned ? progress.with(attempts.forget(kind, attempt.hash())) : progress;
      // The answer to a request for the full state may have crossed with the offer.
      case OFFERED, APPLYING ->
          returned || !crossed ? progress.with(attempts.reopened(attempt, now)).landed() : progress;
    };
  }

  /**
   * News of a failure without an attempt. What an operator wants retried has none either, but is no
   * news.
   */
  private OfferProgress refusedUnasked(OfferProgress progress, Instant now) {
    boolean news = status.state() == State.FAILED && !status.equals(before);
    return news
            && !status.hash().isEmpty()
            && progress.attempts().find(progress.kind(), status.hash()).isEmpty()
        ? progress.with(progress.attempts().refused(progress.kind(), status, now))
        : progress;
  }
}
