package io.muster.fleet;

import io.muster.agent.Attempts;
import io.muster.agent.OfferKind;
import io.muster.fleet.OfferTraits.Trait;
import java.time.Duration;

/**
 * What holds for offers of one kind to one agent, whatever was offered before.
 *
 * @param silent whether the agent does not report a status for this kind
 * @param answerTime how long an offer may go unanswered
 * @param applyTime how much longer an agent may be busy with it
 * @param saveTime after which it is looked whether an attempt is stored
 */
record OfferRules(
    OfferTraits traits,
    boolean silent,
    Duration answerTime,
    Duration applyTime,
    Duration saveTime) {

  OfferKind kind() {
    return traits.kind();
  }

  /** Whether coming back is the answer, because there will be no other. */
  boolean provedByReturning() {
    return silent && traits.is(Trait.PROVED_BY_RETURNING);
  }

  /** Whether no status will come, and what it runs is all there is to see. */
  boolean shownByWhatRuns() {
    return silent && traits.is(Trait.SHOWN_BY_WHAT_RUNS);
  }

  /** How often an offer may be made that is not answered. */
  int maxTries() {
    return shownByWhatRuns() ? Attempts.MAX_SILENT_TRIES : Attempts.MAX_TRIES;
  }

  /** The same with another time for the answer: agents that poll are slower. */
  OfferRules withAnswerTime(Duration time) {
    return time.equals(answerTime)
        ? this
        : new OfferRules(traits, silent, time, applyTime, saveTime);
  }
}
