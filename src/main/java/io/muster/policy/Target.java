package io.muster.policy;

import io.muster.agent.Selector;
import io.muster.config.ConfigName;
import io.muster.config.ConfigReference;
import io.muster.failure.InvalidInput;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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
 * @param split which agents get another config already; null while no rollout runs
 * @param quarantine what the last rollout that was rolled back had brought; null if none was
 * @param replaced what rollouts brought other configs in place of, the latest last
 * @param revision number of the {@link TargetRevision} that it is; 0 if it was written before there
 *     were any
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
    String changedBy,
    @Nullable Split split,
    @Nullable Quarantine quarantine,
    List<Replaced> replaced,
    long revision) {

  /** The order in which targets are asked. */
  public static final Comparator<Target> ORDER = Comparator.comparing(Position::of);

  /** The highest weight: all agents. */
  public static final int MAX_WEIGHT = 100;

  /** Replaced configs remembered; the earliest is dropped. */
  static final int MAX_REPLACED = 20;

  public Target {
    replaced = List.copyOf(replaced);
    ConfigName.check("target", name);
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
    if (generation < 1) {
      throw new IllegalArgumentException("generation is " + generation + ", expected 1 or more");
    }
    if (split != null && !config.pinned()) {
      throw new IllegalArgumentException("a rollout runs on a target that pins its config");
    }
  }

  /** A target no rollout has been at. */
  public Target(
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
    this(
        name,
        selector,
        config,
        weight,
        order,
        labelsOnly,
        requireRollout,
        generation,
        changedAt,
        changedBy,
        null,
        null,
        List.of(),
        0);
  }

  /** What it names, and what its rollout leads to. */
  public List<ConfigReference> references() {
    return split == null ? List.of(config) : List.of(config, split.to());
  }

  /** The same in a rollout that has come so far. */
  public Target withSplit(Split newSplit, @Nullable Quarantine newQuarantine) {
    return with(config, newSplit, newQuarantine);
  }

  /** The same with the config a rollout has brought everywhere, and no rollout. */
  public Target succeeded(ConfigReference newConfig, String rollout) {
    List<Replaced> all = new ArrayList<>(replaced);
    all.removeIf(each -> each.config().equals(newConfig) || each.config().equals(config));
    all.add(new Replaced(config, rollout));
    return with(newConfig, null, null)
        .having(all.subList(Math.max(0, all.size() - MAX_REPLACED), all.size()));
  }

  /** The same without a rollout; what it brought is taken back. */
  public Target takenBack(@Nullable Quarantine newQuarantine) {
    return with(config, null, newQuarantine);
  }

  private Target with(
      ConfigReference newConfig, @Nullable Split newSplit, @Nullable Quarantine newQuarantine) {
    return new Target(
        name,
        selector,
        newConfig,
        weight,
        order,
        labelsOnly,
        requireRollout,
        generation,
        changedAt,
        changedBy,
        newSplit,
        newQuarantine,
        replaced,
        revision);
  }

  private Target having(List<Replaced> newReplaced) {
    return new Target(
        name,
        selector,
        config,
        weight,
        order,
        labelsOnly,
        requireRollout,
        generation,
        changedAt,
        changedBy,
        split,
        quarantine,
        newReplaced,
        revision);
  }

  /** As an operator puts it: without what rollouts did to it, whatever revision it is. */
  Target asPut() {
    return with(config, null, null).having(List.of()).revised(0);
  }

  /** The same with what rollouts did to it before, but for one that is at work. */
  Target withHistoryOf(Target before) {
    return with(config, null, config.equals(before.config) ? before.quarantine : null)
        .having(before.replaced);
  }

  /** The same as the next generation. */
  Target changed(long newGeneration, Instant newChangedAt, String newChangedBy) {
    return new Target(
        name,
        selector,
        config,
        weight,
        order,
        labelsOnly,
        requireRollout,
        newGeneration,
        newChangedAt,
        newChangedBy,
        split,
        quarantine,
        replaced,
        revision);
  }

  /** The same as this revision. */
  Target revised(long number) {
    return new Target(
        name,
        selector,
        config,
        weight,
        order,
        labelsOnly,
        requireRollout,
        generation,
        changedAt,
        changedBy,
        split,
        quarantine,
        replaced,
        number);
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
     * @throws InvalidInput if it did not
     */
    static Position parse(String text) {
      Matcher matcher = WRITTEN.matcher(text);
      if (!matcher.matches()) {
        throw new InvalidInput("the cursor is not one of a list of targets");
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
