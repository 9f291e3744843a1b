package io.muster.policy;

/** Targets and configs in memory, for tests of other packages. */
public final class TestTargets {

  private final World world = new World();

  /** Puts the next revision of a config. */
  public void config(String name, String yaml) {
    var _ = world.put(name, yaml);
  }

  /** Puts a target for all agents. */
  public TargetOutcome target(String name, String config) {
    return world.target(name, "", config, 100);
  }

  /** Gives a target hours. */
  public TargetOutcome window(String name, Window window) {
    return world.targets.put(new PutTarget(name, get(name).spec().within(window), "ops", null));
  }

  /** What operators and rollouts do with targets. */
  public Targets targets() {
    return world.targets;
  }

  /** The policy made of them. */
  public PolicySource policies() {
    return world.policies;
  }

  /** A target as it is now. */
  public Target get(String name) {
    return world.targets.get(name).orElseThrow();
  }
}
