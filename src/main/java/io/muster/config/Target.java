package io.muster.config;

import io.muster.agent.Selector;
import java.time.Instant;
import java.util.Comparator;

/**
 * Binds the agents a selector matches to a config. How several targets share their agents is told
 * by {@link Desired}.
 *
 * @param weight percent of the agents, 0 to 100; 0 takes the target out
 * @param order lower ones are asked first; ties go by name
 * @param labelsOnly match operator labels only, not what agents say of themselves
 * @param requireRollout the config may only be changed by a rollout; such a target is pinned
 * @param generation rises with every change, over deletion too: the target's version for operators
 * @param changedBy an operator's name
 */
public record Target(
    String name,
    Selector selector,
    ConfigReference config,
    int weight,
    int order,
    boolean labelsOnly,
    boolean requireRollout,
    long generation,
    Instant changedAt,
    String changedBy) {

  /** The order in which targets are asked. */
  public static final Comparator<Target> ORDER =
      Comparator.comparingInt(Target::order).thenComparing(Target::name);

  /** The highest weight: all agents. */
  public static final int MAX_WEIGHT = 100;

  public Target {
    ConfigName.check("target", name);
    if (weight < 0 || weight > MAX_WEIGHT) {
      throw new IllegalArgumentException(
          "weight is " + weight + ", expected 0 (no agents) to " + MAX_WEIGHT + " (all agents)");
    }
    if (requireRollout && !config.pinned()) {
      throw new IllegalArgumentException(
          "a target with requireRollout pins a revision: write "
              + config
              + "@<number> instead of "
              + config);
    }
    if (generation < 1) {
      throw new IllegalArgumentException("generation is " + generation + ", expected 1 or more");
    }
  }

  /**
   * What targets that share agents by weight have in common.
   *
   * @param labelsOnly part of it because it changes which agents the selector matches
   */
  public record Group(Selector selector, boolean labelsOnly) {}

  /** The group this target is in. */
  public Group group() {
    return new Group(selector, labelsOnly);
  }
}
