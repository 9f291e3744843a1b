package io.muster.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
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

  /** Between an instance and its format, in the holder of a lease; no part of an instance's id. */
  private static final String FORMAT = " format=";

  private final InstanceId self;
  private final Leases leases;
  private final Duration ttl;
  private final int format;
  private final Executor executor;

  /** The format that each writes. */
  private final Map<InstanceId, Integer> alive = new ConcurrentHashMap<>();

  /** The same of those whose leases had not ended when last looked. */
  private volatile Map<InstanceId, Integer> found = Map.of();

  private final Set<InstanceId> ending = ConcurrentHashMap.newKeySet();
  private volatile Runnable beforeGone = () -> {};

  /** Looks that end nobody: after the store was away the others get as long as a lease to come. */
  private int patience;

  /**
   * This instance among the others.
   *
   * @param ttl how long one that says nothing counts as alive
   * @param format what this one writes ({@link SharedFormat})
   * @param executor where what is to be done before one is gone is done; the leases do not wait
   */
  public Instances(InstanceId self, Leases leases, Duration ttl, int format, Executor executor) {
    this.self = self;
    this.leases = leases;
    this.ttl = ttl;
    this.format = format;
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
    return instance.equals(self) || alive.containsKey(instance);
  }

  /** The instances that were alive when last looked, without this one. Never blocks. */
  public Set<InstanceId> others() {
    return Set.copyOf(alive.keySet());
  }

  /** Says that this instance is alive and looks who else is; every third of the ttl. */
  public void tick() {
    if (!leases.shared()) {
      return;
    }
    Map<InstanceId, Integer> found;
    try {
      var _ = leases.keep(PREFIX + self, holder(), ttl);
      found = read();
      this.found = found;
    } catch (RuntimeException e) {
      patience = LOOKS_PER_LEASE;
      throw e;
    }
    found.forEach(this::add);
    if (patience > 0) {
      patience--;
      return;
    }
    for (InstanceId instance : Set.copyOf(alive.keySet())) {
      if (!found.containsKey(instance) && ending.add(instance)) {
        executor.execute(() -> gone(instance));
      }
    }
  }

  private Map<InstanceId, Integer> read() {
    Map<InstanceId, Integer> found = new HashMap<>();
    leases
        .holders(PREFIX)
        .forEach((name, holder) ->
            found.put(new InstanceId(name.substring(PREFIX.length())), format(holder)));
    return found;
  }

  /** What nobody but others reads: who it is, and what it writes. */
  private String holder() {
    return self.text() + FORMAT + format;
  }

  /** The format of a lease's holder; versions before 0.1.0 say none. */
  private static int format(String holder) {
    int at = holder.indexOf(FORMAT);
    try {
      return at < 0 ? 0 : Integer.parseInt(holder.substring(at + FORMAT.length()));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /**
   * The others that write an older format and may still write: their leases had not ended when last
   * looked, or it is not certain yet that they are gone. Never blocks.
   */
  Set<InstanceId> olderThan(int expected) {
    return older(alive, expected);
  }

  /** Those of them whose leases had not ended when last looked. */
  Set<InstanceId> olderWithLease(int expected) {
    return older(found, expected);
  }

  private Set<InstanceId> older(Map<InstanceId, Integer> formats, int expected) {
    Set<InstanceId> older = new HashSet<>();
    formats.forEach((instance, written) -> {
      if (written < expected && !instance.equals(self)) {
        older.add(instance);
      }
    });
    return older;
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
    if (leases.shared() && !alive(instance)) {
      String name = PREFIX + instance;
      String holder = leases.holders(name).get(name);
      if (holder != null) {
        add(instance, format(holder));
      }
    }
  }

  private void add(InstanceId instance, int written) {
    if (!instance.equals(self) && alive.put(instance, written) == null) {
      LOG.infof("event=instance_alive instance=%s", instance);
    }
  }

  /** This instance ends: what it held is free. */
  public void resign() {
    if (leases.shared()) {
      leases.release(PREFIX + self, holder());
    }
  }
}
