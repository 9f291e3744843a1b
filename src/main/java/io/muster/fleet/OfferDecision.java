package io.muster.fleet;

import java.time.Instant;

/** What to do about one kind of offer for one agent, now. */
public sealed interface OfferDecision {

  /** Nothing to send: in sync, failed for good, or given up. */
  record Settled() implements OfferDecision {

    static final Settled SETTLED = new Settled();
  }

  /** Store the attempt first ({@link OfferScheduler#begin}), then decide again. */
  record Begin(Offer.Due due) implements OfferDecision {}

  /** The attempt is stored: write the offer, then say so ({@link OfferScheduler#written}). */
  record Send(Offer.Due due) implements OfferDecision {}

  /** In flight or not yet known to be needed; look again then. */
  record Wait(Instant until) implements OfferDecision {}
}
