package io.muster.session;

import io.muster.fleet.KnownAgent;
import io.muster.fleet.Offer;
import io.muster.fleet.OfferDecision;
import io.muster.fleet.OfferScheduler;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Asks the fleet what is to be done about an offer. One that breaks is not made, and takes nothing
 * else with it: neither the answer to its agent, nor other offers, nor those of other agents.
 * Thread-safe.
 */
final class OfferDecider {

  private static final Logger LOG = Logger.getLogger(OfferDecider.class);

  /** What breaks for one agent may break for all of them, with every sweep. */
  private static final long LOG_EVERY_MILLIS = 1_000;

  private final OfferScheduler scheduler;
  private final InstantSource clock;
  private final AtomicLong logged = new AtomicLong(Long.MIN_VALUE);

  OfferDecider(OfferScheduler scheduler, InstantSource clock) {
    this.scheduler = scheduler;
    this.clock = clock;
  }

  /** As {@link OfferScheduler#decide}; nothing if that cannot be found out. */
  OfferDecision decide(KnownAgent agent, Offer offer) {
    return unlessBroken(agent, offer, OfferScheduler::decide);
  }

  /** As {@link OfferScheduler#advance}; nothing if that cannot be found out. */
  OfferDecision advance(KnownAgent agent, Offer offer) {
    return unlessBroken(agent, offer, OfferScheduler::advance);
  }

  /** As {@link OfferScheduler#findOut}; done if that breaks. */
  CompletableFuture<Void> findOut(KnownAgent agent, Offer offer, CompletableFuture<?> saved) {
    try {
      return scheduler.findOut(agent, offer, saved);
    } catch (RuntimeException e) {
      return CompletableFuture.completedFuture(null); // Said when the offer is decided.
    }
  }

  private interface Question {
    OfferDecision ask(OfferScheduler scheduler, KnownAgent agent, Offer offer);
  }

  private OfferDecision unlessBroken(KnownAgent agent, Offer offer, Question question) {
    try {
      return question.ask(scheduler, agent, offer);
    } catch (RuntimeException e) {
      long now = clock.millis();
      long last = logged.get();
      if ((last == Long.MIN_VALUE || now - last >= LOG_EVERY_MILLIS)
          && logged.compareAndSet(last, now)) {
        LOG.errorf(e, "event=offer_broken agent=%s kind=%s", agent.uid(), offer.kind());
      }
      return new OfferDecision.Settled();
    }
  }
}
