package io.muster.plan;

import org.jspecify.annotations.Nullable;

/**
 * What becomes of one manifest.
 *
 * @param kind "config" or "target"
 * @param from what there is: a revision as `prod@3`, or what a target names; null if it is new
 * @param to what there would be
 */
public record Change(
    String kind, String name, Action action, @Nullable String from, @Nullable String to) {

  /** What is done. */
  public enum Action {
    CREATE,
    UPDATE,
    /** A rollout is started at the target, after what else of it changes. */
    ROLLOUT,
    NONE
  }
}
