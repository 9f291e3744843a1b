package io.muster.policy;

import io.muster.agent.Selector;
import io.muster.config.ConfigName;
import io.muster.config.ConfigReference;
import io.muster.failure.InvalidInput;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Binds the agents a selector matches to a config. How several targets share their agents is told
 * by {@link Desired}.
 *
 * @param generation rises with every change, over deletion too: the target's version for operators
 * @param changedBy an operator's name
 * @param wantedSince since when an operator wants this config for these agents; {@link
 *     Instant#EPOCH} if a rollout brought it
 * @param marks what rollouts did to it
 * @param revision number of the {@link TargetRevision} that it is; 0 if it was written before there
 *     were any
 */
public record Target(
    String name,
    TargetSpec spec,
    long generation,
    Instant changedAt,
    String changedBy,
    Instant wantedSince,
    RolloutMarks marks,
    long revision) {

  /** The order in which targets are asked. */
  public static final Comparator<Target> ORDER = Comparator.comparing(Position::of);

  public Target {
    ConfigName.check("target", name);
    if (generation < 1) {
      throw new IllegalArgumentException("generation is " + generation + ", expected 1 or more");
    }
    if (marks.split() != null && !spec.config().pinned()) {
      throw new IllegalArgumentException("a rollout runs on a target that pins its config");
    }
  }

  /** A target no rollout has been at. */
  public Target(
      String name, TargetSpec spec, long generation, Instant changedAt, String changedBy) {
    this(name, spec, generation, changedAt, changedBy, changedAt, RolloutMarks.NONE, 0);
  }

  /** Which agents it is for. */
  public Selector selector() {
    return spec.selector();
  }

  /** What they have. */
  public ConfigReference config() {
    return spec.config();
  }

  /** Percent of the agents. */
  public int weight() {
    return spec.weight();
  }

  /** Lower ones are asked first. */
  public int order() {
    return spec.order();
  }

  /** Whether what agents say of themselves is ignored. */
  public boolean labelsOnly() {
    return spec.labelsOnly();
  }

  /** Whether only rollouts may change the config. */
  public boolean requireRollout() {
    return spec.requireRollout();
  }

  /** When its agents may be given another config; null for at any time. */
  public @Nullable Window window() {
    return spec.window();
  }

  /** Which agents get another config already; null while no rollout runs. */
  public @Nullable Split split() {
    return marks.split();
  }

  /** What was rolled back last. */
  public @Nullable Quarantine quarantine() {
    return marks.quarantine();
  }

  /** What rollouts brought other configs in place of. */
  public List<Replaced> replaced() {
    return marks.replaced();
  }

  /** What rollouts gave to some agents while it had its config. */
  public List<Tried> tried() {
    return marks.tried();
  }

  /** What it names, and what its rollout leads to. */
  public List<ConfigReference> references() {
    return split() instanceof Split split ? List.of(config(), split.to()) : List.of(config());
  }

  /** The same in a rollout that has come so far. */
  public Target withSplit(Split newSplit, @Nullable Quarantine newQuarantine) {
    return with(spec, wantedSince, marks.with(newSplit, newQuarantine));
  }

  /** The same with the config a rollout has brought everywhere, and no rollout. */
  public Target succeeded(ConfigReference newConfig, String rollout) {
    return with(
        spec.naming(newConfig), Instant.EPOCH, marks.replacing(config(), newConfig, rollout));
  }

  /** The same without a rollout; what it brought is taken back. */
  public Target takenBack(@Nullable Quarantine newQuarantine) {
    return with(spec, wantedSince, marks.with(null, newQuarantine));
  }

  /** The same, and a rollout gives this to some of its agents, or did. */
  public Target trying(Tried what) {
    return with(spec, wantedSince, marks.trying(what));
  }

  private Target with(TargetSpec newSpec, Instant newWantedSince, RolloutMarks newMarks) {
    return new Target(
        name, newSpec, generation, changedAt, changedBy, newWantedSince, newMarks, revision);
  }

  /** As an operator puts it: without what rollouts did to it, whatever revision it is. */
  Target asPut() {
    return with(spec, changedAt, RolloutMarks.NONE).revised(0);
  }

  /** The same with what was before it, but for a rollout that is at work. */
  Target withHistoryOf(Target before) {
    RolloutMarks kept =
        config().equals(before.config())
            ? before.marks.with(null, before.quarantine())
            : before.marks.underAnotherConfig();
    return with(spec, spec.wantsTheSameAs(before.spec) ? before.wantedSince : wantedSince, kept);
  }

  /** The same as the next generation. */
  Target changed(long newGeneration, Instant newChangedAt, String newChangedBy) {
    return new Target(
        name, spec, newGeneration, newChangedAt, newChangedBy, wantedSince, marks, revision);
  }

  /** The same as this revision. */
  Target revised(long number) {
    return new Target(name, spec, generation, changedAt, changedBy, wantedSince, marks, number);
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
      return new Position(target.order(), target.name);
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
    return new Group(selector(), labelsOnly());
  }
}
