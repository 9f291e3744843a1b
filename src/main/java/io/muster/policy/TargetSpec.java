package io.muster.policy;

import io.muster.agent.Selector;
import io.muster.config.ConfigReference;
import io.muster.failure.InvalidInput;
import org.jspecify.annotations.Nullable;

/**
 * What an operator says of a target: which agents have which config.
 *
 * @param weight percent of the agents, 0 to 100; 0 takes the target out
 * @param order lower ones are asked first; ties go by name
 * @param labelsOnly match operator labels only, not what agents say of themselves
 * @param requireRollout the config may only be changed by a rollout; such a target is pinned
 * @param window when its agents may be given another config; null for at any time
 */
public record TargetSpec(
    Selector selector,
    ConfigReference config,
    int weight,
    int order,
    boolean labelsOnly,
    boolean requireRollout,
    @Nullable Window window) {

  /** The highest weight: all agents. */
  public static final int MAX_WEIGHT = 100;

  public TargetSpec {
    if (weight < 0 || weight > MAX_WEIGHT) {
      throw new InvalidInput(
          "weight is " + weight + ", expected 0 (no agents) to " + MAX_WEIGHT + " (all agents)");
    }
    if (requireRollout && !config.pinned()) {
      throw new InvalidInput(
          "a target with requireRollout pins a revision: write "
              + config.name()
              + "@<number>"
              + (config.rules().isEmpty() ? "" : " and the same for each rule set")
              + " instead of "
              + config);
    }
  }

  /** The same with another config. */
  public TargetSpec naming(ConfigReference other) {
    return new TargetSpec(selector, other, weight, order, labelsOnly, requireRollout, window);
  }

  /** The same with another window; null for none. */
  public TargetSpec within(@Nullable Window other) {
    return new TargetSpec(selector, config, weight, order, labelsOnly, requireRollout, other);
  }

  /** Whether it wants the same config for the agents of the same selector. */
  boolean wantsTheSameAs(TargetSpec other) {
    return config.equals(other.config)
        && selector.equals(other.selector)
        && labelsOnly == other.labelsOnly;
  }
}
