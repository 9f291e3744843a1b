package io.muster.cluster;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;

/**
 * Which instances are alive: each keeps a lease of its own. While the store is away the last known
 * ones are taken to live on, because nobody can tell. Thread-safe; only {@link #tick}, {@link
 * #learn} and {@link #resign} block.
 */
public final class Instances {

  private static final Logger LOG = Logger.getLogger(Instances.class);
  private static final String PREFIX = "instance/";
  private static final int LOOKS_PER_LEASE = 3;

  private final InstanceId self;
  private final Leases leases;
  private final Duration ttl;
  private final Executor executor;
  private final Set<InstanceId> alive = ConcurrentHashMap.newKeySet();
  private final Set<InstanceId> ending = ConcurrentHashMap.newKeySet();
  private volatile Runnable beforeGone = () -> {};

  /** Looks that end nobody: after the store was away the others get as long as a lease to come. */
  private int patience;

  /**
   * This instance among the others.
   *
   * @param ttl how long one that says nothing counts as alive
   * @param executor where what is to be done before one is gone is done; the leases do not wait
   */
  public Instances(InstanceId self, Leases leases, Duration ttl, Executor executor) {
    this.self = self;
    this.leases = leases;
    this.ttl = ttl;
    this.executor = executor;
  }

  /** This instance. */
  public InstanceId self() {
    return self;
  }

  /**
   * Has this done before an instance counts as gone, because what it held may be another one's by
   * now. May block and may throw.
   */
  public void beforeGone(Runnable task) {
    beforeGone = task;
  }

  /** Whether there may be others. */
  public boolean shared() {
    return leases.shared();
  }

  /** Whether an instance was alive when last looked; this one always is. Never blocks. */
  public boolean alive(InstanceId instance) {
    return instance.equals(self) || alive.contains(instance);
  }

  /** The instances that were alive when last looked, without this one. Never blocks. */
  public Set<InstanceId> others() {
    return Set.copyOf(alive);
  }

  /** Says that this instance is alive and looks who else is; every third of the ttl. */
  public void tick() {
    if (!leases.shared()) {
      return;
    }
    Set<InstanceId> found;
    try {
      var _ = leases.keep(PREFIX + self, self.text(), ttl);
      found = names();
    } catch (RuntimeException e) {
      patience = LOOKS_PER_LEASE;
      throw e;
    }
    found.forEach(this::add);
    if (patience > 0) {
      patience--;
      return;
    }
    for (InstanceId instance : Set.copyOf(alive)) {
      if (!found.contains(instance) && ending.add(instance)) {
        executor.execute(() -> gone(instance));
      }
    }
  }

  private Set<InstanceId> names() {
    Set<InstanceId> found = ConcurrentHashMap.newKeySet();
    for (String name : leases.names(PREFIX)) {
      found.add(new InstanceId(name.substring(PREFIX.length())));
    }
    return found;
  }

  private void gone(InstanceId instance) {
    try {
      beforeGone.run();
      if (!leases.held(PREFIX + instance)) {
        alive.remove(instance);
        LOG.infof("event=instance_gone instance=%s", instance);
      }
    } catch (RuntimeException e) {
      // Not known to be gone, then: the next look tries again.
      LOG.warnf("event=reread_failed instance=%s reason=\"%s\"", instance, e);
    } finally {
      ending.remove(instance);
    }
  }

  /** Looks at once whether one that is not known is alive: it may have just started. */
  public void learn(InstanceId instance) {
    if (leases.shared() && !alive(instance) && leases.held(PREFIX + instance)) {
      add(instance);
    }
  }

  private void add(InstanceId instance) {
    if (!instance.equals(self) && alive.add(instance)) {
      LOG.infof("event=instance_alive instance=%s", instance);
    }
  }

  /** This instance ends: what it held is free. */
  public void resign() {
    if (leases.shared()) {
      leases.release(PREFIX + self, self.text());
    }
  }
}
