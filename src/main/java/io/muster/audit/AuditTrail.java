package io.muster.audit;

import io.muster.audit.AuditEntry.Outcome;
import io.muster.audit.AuditEntry.Result;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Notes what is asked for before it is done, durably, and how it ended afterwards. What is noted
 * waits until the leader puts it into the log. Thread-safe.
 */
public final class AuditTrail {

  private static final Logger LOG = Logger.getLogger(AuditTrail.class);

  /** Entries that may wait, of all instances; then changes are refused. */
  static final int MOST_WAITING = 10_000;

  /** Beside these, for what stops something: it must always be possible. */
  static final int RESERVE = 2_000;

  /** Outcomes that the store did not take and that are tried again; the others stay unknown. */
  static final int MOST_UNSAID = 1_000;

  private final AuditStore store;
  private final InstantSource clock;
  private final String instance;
  private final AtomicLong numbers = new AtomicLong();

  /** As last counted, and what this instance added since. */
  private final AtomicLong waiting = new AtomicLong();

  private final Map<String, AuditEntry> unsaid = new ConcurrentHashMap<>();

  /**
   * A trail that is in this store.
   *
   * @param instance no other run of a server has it
   */
  public AuditTrail(AuditStore store, InstantSource clock, String instance) {
    this.store = store;
    this.clock = clock;
    this.instance = instance;
  }

  /**
   * Notes that something is about to be done. Blocks until that is durable; throws the store's
   * exception.
   *
   * @param stops whether it keeps something from going on, as an abort does: it may use the reserve
   * @throws AuditFull if too much waits to be logged: it must not be done
   */
  public AuditEntry asked(Actor actor, String verb, String object, boolean stops) {
    if (waiting.get() >= (stops ? MOST_WAITING + RESERVE : MOST_WAITING)) {
      throw new AuditFull();
    }
    AuditEntry entry = entry(actor, verb, object, new Outcome.Asked());
    store.waits(entry);
    waiting.incrementAndGet();
    return entry;
  }

  /** Notes how it ended; never blocks. */
  public void ended(AuditEntry asked, Result result, int status, String now) {
    said(asked.ended(result, status, now));
  }

  /** Notes what was refused before anything was under way; never blocks. */
  public void refused(Actor actor, String verb, String object, int status) {
    if (waiting.get() < MOST_WAITING) {
      waiting.incrementAndGet();
      said(entry(actor, verb, object, new Outcome.Ended(Result.REFUSED, status, "")));
    }
  }

  private AuditEntry entry(Actor actor, String verb, String object, Outcome outcome) {
    return new AuditEntry(
        AuditEntry.idOf(instance, numbers.incrementAndGet()),
        clock.instant(),
        actor,
        verb,
        object,
        outcome);
  }

  private void said(AuditEntry ended) {
    var _ =
        store
            .ended(ended)
            .whenComplete((ignored, failure) -> {
              if (failure != null && unsaid.size() < MOST_UNSAID) {
                unsaid.put(ended.id(), ended);
                LOG.warnf("event=audit_outcome_waits id=%s reason=\"%s\"", ended.id(), failure);
              } else if (failure != null) {
                LOG.warnf("event=audit_outcome_lost id=%s reason=\"%s\"", ended.id(), failure);
              }
            });
  }

  /**
   * Counts what waits, and says again what the store did not take. Blocks; throws the store's
   * exception.
   */
  void upkeep() {
    for (AuditEntry each : List.copyOf(unsaid.values())) {
      if (unsaid.remove(each.id(), each)) {
        said(each);
      }
    }
    waiting.set(store.waiting(MOST_WAITING + RESERVE).size());
  }

  /** How many entries wait to be logged, as far as is known here. */
  public long waiting() {
    return waiting.get();
  }
}
