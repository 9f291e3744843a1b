package io.muster.config;

import io.muster.agent.Selector;
import java.time.Instant;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
  public static final Comparator<Target> ORDER = Comparator.comparing(Position::of);

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
              + config.name()
              + "@<number>"
              + (config.rules().isEmpty() ? "" : " and the same for each rule set")
              + " instead of "
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

  /**
   * Where a target is among all, for paging.
   *
   * @see #ORDER
   */
  record Position(int order, String name) implements Comparable<Position> {

    private static final Comparator<Position> COMPARATOR =
        Comparator.comparingInt(Position::order).thenComparing(Position::name);

    private static final Pattern WRITTEN = Pattern.compile("(-?\\d{1,10})/(.+)");

    static Position of(Target target) {
      return new Position(target.order, target.name);
    }

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException if it did not
     */
    static Position parse(String text) {
      Matcher matcher = WRITTEN.matcher(text);
      if (!matcher.matches()) {
        throw new IllegalArgumentException("the cursor is not one of a list of targets");
      }
      return new Position((int) Long.parseLong(matcher.group(1)), matcher.group(2));
    }

    @Override
    public int compareTo(Position other) {
      return COMPARATOR.compare(this, other);
    }

    /** Order and name, divided by a slash. */
    @Override
    public String toString() {
      return order + "/" + name;
    }
  }

  /** The group this target is in. */
  public Group group() {
    return new Group(selector, labelsOnly);
  }
}
