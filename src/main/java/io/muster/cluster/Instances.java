package io.muster.cluster;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Which instances are alive: each keeps a lease of its own. While the store is away the last known
 * ones are taken to live on, because nobody can tell. Thread-safe; only {@link #tick}, {@link
 * #learn} and {@link #resign} block.
 */
public final class Instances {

  private static final Logger LOG = Logger.getLogger(Instances.class);
  private static final String PREFIX = "instance/";

  private final InstanceId self;
  private final Leases leases;
  private final Duration ttl;
  private final Set<InstanceId> alive = ConcurrentHashMap.newKeySet();

  /**
   * This instance among the others.
   *
   * @param ttl how long one that says nothing counts as alive
   */
  public Instances(InstanceId self, Leases leases, Duration ttl) {
    this.self = self;
    this.leases = leases;
    this.ttl = ttl;
  }

  /** This instance. */
  public InstanceId self() {
    return self;
  }

  /** Whether there may be others. */
  public boolean shared() {
    return leases.shared();
  }

  /** Whether an instance was alive when last looked; this one always is. Never blocks. */
  public boolean alive(InstanceId instance) {
    return instance.equals(self) || alive.contains(instance);
  }

  /** Says that this instance is alive and looks who else is; every third of the ttl. */
  public void tick() {
    if (!leases.shared()) {
      return;
    }
    var _ = leases.keep(PREFIX + self, self.text(), ttl);
    Set<InstanceId> found = ConcurrentHashMap.newKeySet();
    for (String name : leases.names(PREFIX)) {
      found.add(new InstanceId(name.substring(PREFIX.length())));
    }
    for (InstanceId instance : Set.copyOf(alive)) {
      if (!found.contains(instance)) {
        alive.remove(instance);
        LOG.infof("event=instance_gone instance=%s", instance);
      }
    }
    found.forEach(this::add);
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
