package io.muster.cluster;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Keeps leases and has things read again, by the clock; does nothing for an instance that is alone.
 * Leases have a thread of their own, so that nothing slow can cost them.
 */
public final class ClusterUpkeep {

  private static final Logger LOG = Logger.getLogger(ClusterUpkeep.class);

  private final Instances instances;
  private final Leaderships leaderships;
  private final Feed feed;
  private final Duration ttl;
  private final Duration reread;
  private @Nullable ScheduledExecutorService timer;

  /** Whether the trouble was told: a store that is away for long is no flood of lines. */
  private volatile boolean troubled;

  ClusterUpkeep(
      Instances instances, Leaderships leaderships, Feed feed, Duration ttl, Duration reread) {
    this.instances = instances;
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
    tick();
    feed.start();
    timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("leases").daemon(true).factory());
    long third = ttl.toMillis() / 3;
    var _ = timer.scheduleAtFixedRate(this::tick, third, third, TimeUnit.MILLISECONDS);
    long often = reread.toMillis();
    var _ = timer.scheduleWithFixedDelay(feed::reread, often, often, TimeUnit.MILLISECONDS);
  }

  private void tick() {
    quietly(instances::tick);
    leaderships.tick();
  }

  /** Ends, and gives back what is held; after the last agent is gone. */
  public synchronized void stop() {
    if (timer == null) {
      return;
    }
    timer.shutdownNow();
    timer = null;
    feed.close();
    leaderships.resign();
    quietly(instances::resign);
  }

  private void quietly(Runnable task) {
    try {
      task.run();
      troubled = false;
    } catch (RuntimeException | Error e) {
      // Whatever is thrown on would be the last of this task.
      LOG.logf(troubled ? Level.DEBUG : Level.WARN, "event=lease_not_kept reason=\"%s\"", e);
      troubled = true;
    }
  }
}
