package io.muster.fleet;

import io.muster.agent.OfferKind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;

/**
 * Has what is wanted read again when an agent turns out to have been offered something newer:
 * thousands may show it at once, so at most once a second. What changes then is offered as any
 * change is. Thread-safe; never blocks.
 */
final class PolicyReread {

  private static final Logger LOG = Logger.getLogger(PolicyReread.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final InstantSource clock;
  private final Executor executor;
  private final Map<OfferKind, Instant> next = new HashMap<>();

  /**
   * Reads on threads of the executor, which may be blocked.
   *
   * @param executor must not run a task on the caller's thread, which holds an agent's monitor
   */
  PolicyReread(InstantSource clock, Executor executor) {
    this.clock = clock;
    this.executor = executor;
  }

  void reread(Offer offer) {
    Instant now = clock.instant();
    synchronized (next) {
      Instant due = next.get(offer.kind());
      if (due != null && now.isBefore(due)) {
        return;
      }
      next.put(offer.kind(), now.plus(INTERVAL));
    }
    executor.execute(() -> {
      try {
        LOG.infof("event=offer_behind kind=%s", offer.kind());
        offer.refresh();
      } catch (RuntimeException e) {
        LOG.warnf("event=offer_not_refreshed kind=%s reason=%s", offer.kind(), e);
      }
    });
  }
}
