package io.muster.plan;

import org.jspecify.annotations.Nullable;

/**
 * What becomes of one manifest.
 *
 * @param from what there is: a revision as `prod@3`, what a target names, an endpoint, labels; null
 *     if it is new
 * @param to what there would be; null if nothing would
 * @param effect for people: what it does to agents that get no other config; empty if nothing
 */
public record Change(
    ManifestId manifest, Action action, @Nullable String from, @Nullable String to, String effect) {

  /** One that does nothing to agents beside their configs. */
  Change(ManifestId manifest, Action action, @Nullable String from, @Nullable String to) {
    this(manifest, action, from, to, "");
  }

  /** As it is written in a manifest. */
  public String kind() {
    return manifest.kind().text();
  }

  /** Of the thing. */
  public String name() {
    return manifest.name();
  }

  /** What is done. */
  public enum Action {
    CREATE,
    UPDATE,
    /** A rollout is started at the target, after what else of it changes. */
    ROLLOUT,
    DELETE,
    NONE
  }
}
