package io.muster.cluster;

import io.muster.schedule.Periodic;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps leases and has things read again, by the clock; does nothing for an instance that is alone.
 * Leases have a thread of their own, so that nothing slow can cost them.
 */
public final class ClusterUpkeep {

  private static final Logger LOG = Logger.getLogger(ClusterUpkeep.class);
  private static final String FAILED = "lease_not_kept";

  private final Instances instances;
  private final FormatUpkeep format;
  private final Leaderships leaderships;
  private final Feed feed;
  private final Duration ttl;
  private final Duration reread;
  private @Nullable Periodic timer;

  ClusterUpkeep(
      Instances instances,
      FormatUpkeep format,
      Leaderships leaderships,
      Feed feed,
      Duration ttl,
      Duration reread) {
    this.instances = instances;
    this.format = format;
    this.leaderships = leaderships;
    this.feed = feed;
    this.ttl = ttl;
    this.reread = reread;
  }

  /** Begins; before the first agent is let in. */
  public synchronized void start() {
    if (!instances.shared() || timer != null) {
      return;
    }
    LOG.infof("event=instance_started instance=%s", instances.self());
    quietly(this::tick);
    feed.start();
    Periodic made = Periodic.onThread("leases");
    timer = made;
    made.atRate(ttl.dividedBy(3), FAILED, this::tick);
    made.every(reread, "reread_failed", feed::reread);
  }

  private void tick() {
    try {
      instances.tick();
      format.tick();
    } finally {
      leaderships.tick();
    }
  }

  /** Ends, and gives back what is held; after the last agent is gone. */
  public synchronized void stop() {
    if (timer == null) {
      return;
    }
    // A look that is under way must not take again what is given back below.
    timer.stop();
    timer = null;
    feed.close();
    leaderships.resign();
    quietly(instances::resign);
  }

  private static void quietly(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      LOG.warnf("event=lease_not_given_back reason=\"%s\"", e);
    }
  }
}
