package io.muster.cluster;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jboss.logging.Logger.Level;

/**
 * The kinds of work that one instance does for all, each with a leader of its own. A feature asks
 * for its {@link Leadership} once, when it is put together. Thread-safe.
 */
public final class Leaderships {

  private static final Logger LOG = Logger.getLogger(Leaderships.class);

  private final InstanceId self;
  private final Leases leases;
  private final Epochs epochs;
  private final Duration ttl;
  private final LongSupplier nanoTime;

  /** Those whose trouble was told, so that a store that is away for long is no flood of lines. */
  private final Set<String> troubled = ConcurrentHashMap.newKeySet();

  private final Map<String, Leader> candidates = new ConcurrentHashMap<>();
  private final Map<String, Leadership> alone = new ConcurrentHashMap<>();

  /**
   * Leaderships on these ports.
   *
   * @param ttl how long a leader that says nothing is waited for
   * @param nanoTime the monotonic clock of this machine
   */
  public Leaderships(
      InstanceId self, Leases leases, Epochs epochs, Duration ttl, LongSupplier nanoTime) {
    this.self = self;
    this.leases = leases;
    this.epochs = epochs;
    this.ttl = ttl;
    this.nanoTime = nanoTime;
  }

  /**
   * The leadership of this kind of work; the same object for the same name. This instance is a
   * candidate from the next tick on. On a store of its own it leads at once and for good.
   *
   * @param name of the work, such as {@code rollouts}; the same on all instances
   */
  public Leadership of(String name) {
    return leases.shared()
        ? candidates.computeIfAbsent(
            name, work -> new Leader(work, self, leases, epochs, ttl, nanoTime))
        : alone.computeIfAbsent(name, work -> Leadership.alone());
  }

  /** Takes what is free and stays in what is held; every third of the ttl. Blocks. */
  void tick() {
    candidates.forEach((name, leader) -> quietly(name, leader::tick));
  }

  /** Gives everything up at once. Blocks. */
  void resign() {
    candidates.forEach((name, leader) -> quietly(name, leader::resign));
  }

  private void quietly(String name, Runnable task) {
    try {
      task.run();
      troubled.remove(name);
    } catch (RuntimeException | Error e) {
      // One work's trouble is none of the others'.
      LOG.logf(
          troubled.add(name) ? Level.WARN : Level.DEBUG,
          "event=leadership_not_kept name=%s reason=\"%s\"",
          name,
          e);
    }
  }
}
