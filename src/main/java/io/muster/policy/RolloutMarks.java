package io.muster.policy;

import io.muster.config.ConfigReference;
import io.muster.protocol.ContentHash;
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
 * @param withdrawn hashes of the configs that rollouts took back, the latest last: going back from
 *     them waits for no window
 */
public record RolloutMarks(
    @Nullable Split split,
    @Nullable Quarantine quarantine,
    List<Replaced> replaced,
    List<ContentHash> withdrawn) {

  /** No rollout has been at it. */
  public static final RolloutMarks NONE = new RolloutMarks(null, null, List.of(), List.of());

  /** Replaced and withdrawn configs remembered; the earliest is dropped. */
  static final int MAX_REMEMBERED = 20;

  public RolloutMarks {
    replaced = List.copyOf(replaced);
    withdrawn = List.copyOf(withdrawn);
  }

  RolloutMarks with(@Nullable Split newSplit, @Nullable Quarantine newQuarantine) {
    return new RolloutMarks(newSplit, newQuarantine, replaced, withdrawn);
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
        withdrawn);
  }

  RolloutMarks withdrawing(ContentHash hash) {
    return withdrawn.contains(hash)
        ? this
        : new RolloutMarks(split, quarantine, replaced, latest(withdrawn, hash::equals, hash));
  }

  /** The same with this config wanted again: to leave it later is a change like any other. */
  RolloutMarks wantingAgain(ContentHash hash) {
    return new RolloutMarks(
        split,
        quarantine,
        replaced,
        withdrawn.stream().filter(each -> !each.equals(hash)).toList());
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
