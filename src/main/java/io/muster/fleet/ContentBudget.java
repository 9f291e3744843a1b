package io.muster.fleet;

import io.muster.telemetry.FleetMetrics;
import java.util.OptionalLong;
import org.jboss.logging.Logger;

/**
 * Bytes that contents may take in the store in all (SEMANTICS 32): measured now and then, and what
 * was written since added. Thread-safe.
 */
final class ContentBudget {

  private static final Logger LOG = Logger.getLogger(ContentBudget.class);

  private final ContentStore store;
  private final long most;
  private final FleetMetrics metrics;
  private long used;
  private boolean full;

  /**
   * A budget.
   *
   * @param most bytes
   */
  ContentBudget(ContentStore store, long most, FleetMetrics metrics) {
    this.store = store;
    this.most = most;
    this.metrics = metrics;
    metrics.watchContents(this::used);
  }

  /** Asks the store what it holds; blocks. A store that is away is asked the next time. */
  void measure() {
    long bytes = 0;
    try {
      for (ContentStore.Kind kind : ContentStore.Kind.values()) {
        OptionalLong measured = store.bytes(kind);
        if (measured.isEmpty()) {
          return; // It bounds itself.
        }
        bytes += measured.getAsLong();
      }
    } catch (RuntimeException e) {
      LOG.debugf("event=contents_not_measured reason=\"%s\"", e);
      return;
    }
    synchronized (this) {
      used = bytes;
    }
  }

  synchronized long used() {
    return used;
  }

  /** Takes room for so many bytes; false if there is none. */
  synchronized boolean take(long bytes) {
    if (used + bytes <= most) {
      used += bytes;
      if (full) {
        full = false;
        LOG.infof("event=contents_have_room bytes=%d most=%d", used, most);
      }
      return true;
    }
    metrics.contentWithoutRoom();
    if (!full) {
      full = true;
      LOG.warnf(
          "event=contents_full bytes=%d most=%d detail=\"new effective configs and components are"
              + " not stored; raise muster.fleet.contents-max-size, or delete agents\"",
          used, most);
    }
    return false;
  }

  /** Bytes that were stored are there no more. */
  synchronized void give(long bytes) {
    used = Math.max(0, used - bytes);
  }
}
