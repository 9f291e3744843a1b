package io.muster.freeze;

import io.muster.agent.AgentSelector;
import io.muster.agent.AgentState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that is frozen; one record, which stays when nothing is frozen any more.
 *
 * @param freezes in the order in which they began; one of a selector at most
 * @param generation rises with every change
 * @param changedAt when a freeze last began or was lifted
 */
public record ActiveFreezes(List<Freeze> freezes, long generation, Instant changedAt) {

  /** Most freezes at a time. */
  public static final int MAX_FREEZES = 100;

  /** Nothing was ever frozen. */
  public static final ActiveFreezes NONE = new ActiveFreezes(List.of(), 0, Instant.EPOCH);

  public ActiveFreezes {
    freezes = List.copyOf(freezes);
    if (freezes.size() > MAX_FREEZES) {
      throw new IllegalArgumentException("there are at most " + MAX_FREEZES + " freezes");
    }
  }

  /** The freeze that holds for an agent, the earliest of several; null if none does. */
  @Nullable Freeze of(AgentState agent) {
    for (Freeze freeze : freezes) {
      if (freeze.selector().matches(agent)) {
        return freeze;
      }
    }
    return null;
  }

  /** The freeze of exactly this selector. */
  Optional<Freeze> find(AgentSelector selector) {
    return freezes.stream().filter(each -> each.isOf(selector)).findFirst();
  }

  /** With one more. */
  ActiveFreezes with(Freeze freeze, Instant now) {
    List<Freeze> all = new ArrayList<>(freezes);
    all.add(freeze);
    return new ActiveFreezes(all, generation + 1, now);
  }

  /** Without these. */
  ActiveFreezes without(List<Freeze> lifted, Instant now) {
    return new ActiveFreezes(
        freezes.stream().filter(each -> !lifted.contains(each)).toList(), generation + 1, now);
  }
}
