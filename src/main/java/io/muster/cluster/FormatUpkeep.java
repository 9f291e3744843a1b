package io.muster.cluster;

import java.util.HashSet;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Raises the format of the store when no older instance is left, and sees when this one is older.
 */
final class FormatUpkeep {

  private static final Logger LOG = Logger.getLogger(FormatUpkeep.class);

  private final Instances instances;
  private final SharedFormat shared;
  private final int own;
  private final Runnable whenOlder;
  private final Set<InstanceId> told = new HashSet<>();
  private boolean older;

  /**
   * This instance's part.
   *
   * @param own what this version writes
   * @param whenOlder ends this instance, whose writes would lose what newer ones wrote; called once
   */
  FormatUpkeep(Instances instances, SharedFormat shared, int own, Runnable whenOlder) {
    this.instances = instances;
    this.shared = shared;
    this.own = own;
    this.whenOlder = whenOlder;
  }

  /** Looks once; after {@link Instances#tick}, by the same thread. */
  void tick() {
    if (!instances.shared() || older) {
      return;
    }
    int required = shared.required();
    if (required > own) {
      older = true;
      LOG.errorf(
          "event=format_newer format=%d expected=%d reason=\"Every other instance is of a newer"
              + " version, which writes what this one would lose: it ends. Start that version.\"",
          own, required);
      whenOlder.run();
    } else if (required < own && instances.olderThan(own).isEmpty()) {
      shared.require(own, instances.self());
      LOG.infof("event=format_raised from=%d to=%d", required, own);
    } else if (required == own) {
      warn(instances.olderWithLease(own));
    }
  }

  /** Those of before 0.1.0 do not look at the format, so nothing refuses them. */
  private void warn(Set<InstanceId> olderOnes) {
    told.retainAll(olderOnes);
    for (InstanceId instance : olderOnes) {
      if (told.add(instance)) {
        LOG.warnf(
            "event=instance_older instance=%s expected=%d reason=\"It passes over freezes and"
                + " windows, and what is changed through it loses them: replace it.\"",
            instance, own);
      }
    }
  }
}
