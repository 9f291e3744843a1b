package io.muster.policy;

import io.muster.config.ConfigReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What rollouts did to a target, and what the one at work makes of it.
 *
 * @param split which agents get another config already; null while no rollout runs
 * @param quarantine what the last rollout that was rolled back had brought; null if none was
 * @param replaced what rollouts brought other configs in place of, the latest last
 * @param tried what rollouts gave to some agents while the target had its config, the latest last
 */
public record RolloutMarks(
    @Nullable Split split,
    @Nullable Quarantine quarantine,
    List<Replaced> replaced,
    List<Tried> tried) {

  /** No rollout has been at it. */
  public static final RolloutMarks NONE = new RolloutMarks(null, null, List.of(), List.of());

  /** Replaced and tried configs remembered; the earliest is dropped. */
  static final int MAX_REMEMBERED = 20;

  public RolloutMarks {
    replaced = List.copyOf(replaced);
    tried = List.copyOf(tried);
  }

  RolloutMarks with(@Nullable Split newSplit, @Nullable Quarantine newQuarantine) {
    return new RolloutMarks(newSplit, newQuarantine, replaced, tried);
  }

  /** The same, one config replaced by another, and no rollout. */
  RolloutMarks replacing(ConfigReference old, ConfigReference by, String rollout) {
    return new RolloutMarks(
        null,
        null,
        latest(
            replaced,
            each -> each.config().equals(by) || each.config().equals(old),
            new Replaced(old, rollout)),
        List.of());
  }

  /** The same, and a rollout gives this to some agents, or did. */
  RolloutMarks trying(Tried what) {
    return tried.contains(what)
        ? this
        : new RolloutMarks(
            split,
            quarantine,
            replaced,
            latest(tried, each -> each.rollout().equals(what.rollout()), what));
  }

  /** What stays of it when an operator puts another config. */
  RolloutMarks underAnotherConfig() {
    return new RolloutMarks(null, null, replaced, List.of());
  }

  private static <T> List<T> latest(List<T> before, Predicate<T> without, T added) {
    List<T> all = new ArrayList<>(before);
    all.removeIf(without);
    all.add(added);
    return all.subList(Math.max(0, all.size() - MAX_REMEMBERED), all.size());
  }
}
