package io.muster.fleet;

import io.muster.agent.Attempt;
import io.muster.agent.FailureMessage;
import io.muster.protocol.ContentHash;
import io.muster.protocol.InstanceUid;
import io.muster.schedule.BoundedRates;
import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalLong;
import org.jboss.logging.Logger;

/**
 * Says in the log which offers came to nothing, and why: of each config the first ten a minute,
 * with how many there were besides, so that a fleet that refuses a config is no flood. Thread-safe.
 */
final class OfferLines {

  private static final Logger LOG = Logger.getLogger(OfferLines.class);
  private static final Duration PERIOD = Duration.ofMinutes(1);
  private static final int MOST = 10;

  /** Characters of an agent's error; what it said is redacted when it comes. */
  private static final int ERROR = 500;

  /** Lines of one kind are counted together. */
  private record Key(Attempt.State end, ContentHash hash) {}

  private final BoundedRates<Key> rates;

  OfferLines(InstantSource clock) {
    rates = new BoundedRates<>(clock, PERIOD, MOST);
  }

  /** An agent refused what it was offered. */
  void failed(InstanceUid agent, Attempt attempt) {
    OptionalLong before = rates.next(new Key(Attempt.State.FAILED, attempt.hash()));
    if (before.isPresent()) {
      LOG.warnf(
          "event=offer_failed agent=%s kind=%s config=%s hash=%s error=\"%s\" more_before=%d",
          agent,
          attempt.kind(),
          attempt.name(),
          attempt.hash(),
          FailureMessage.ends(attempt.error(), ERROR),
          before.getAsLong());
    }
  }

  /** An agent did not answer, in all tries. */
  void unanswered(InstanceUid agent, Attempt attempt) {
    OptionalLong before = rates.next(new Key(Attempt.State.NO_ANSWER, attempt.hash()));
    if (before.isPresent()) {
      LOG.warnf(
          "event=offer_unanswered agent=%s kind=%s config=%s hash=%s tries=%d more_before=%d",
          agent,
          attempt.kind(),
          attempt.name(),
          attempt.hash(),
          attempt.tries(),
          before.getAsLong());
    }
  }
}
