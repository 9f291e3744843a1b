package io.muster.plan;

import io.muster.config.ConfigOwners;
import io.muster.fleet.TestFleet;
import io.muster.policy.World;
import io.muster.rollout.Rollouts;
import java.time.InstantSource;

/** Everything that applies manifests, over stores in memory, for tests of other packages. */
public final class ApplyingWorld {

  private final PlanningFleet fleet = new PlanningFleet();

  /** Who keeps which config. */
  public final ConfigOwners owners =
      new ConfigOwners(fleet.world.owners(), InstantSource.fixed(TestFleet.NOW));

  /** Configs, targets. */
  public World world() {
    return fleet.world;
  }

  /** Sets of manifests. */
  public SetMembership sets() {
    return fleet.sets;
  }

  /** Which nobody drives. */
  public Rollouts rollouts() {
    return fleet.rollouts;
  }

  /** Applies them. */
  public ManifestApplier applying() {
    return fleet.applying();
  }

  /** A collector's config with this exporter. */
  public static String yaml(String exporter) {
    return PlanningFleet.yaml(exporter);
  }
}
