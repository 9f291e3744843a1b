package io.muster.plan;

import io.muster.agent.Labels;
import java.util.EnumSet;
import java.util.Set;

/** The labels that a thing's manifest gives it: for people and queries, not for agents. */
public record LabelledThing(ManifestId id, Labels labels) {

  /**
   * Kinds of which labels are kept. An agent's labels are labels themselves, and a rollout is under
   * another name when it has begun.
   */
  public static final Set<ManifestKind> KINDS =
      EnumSet.of(
          ManifestKind.RULE_SET,
          ManifestKind.CONFIG,
          ManifestKind.TARGET,
          ManifestKind.DEFAULT_CONFIG,
          ManifestKind.CONNECTION_SETTINGS);

  /** What it is stored under: `target/prod`. */
  public String key() {
    return key(id);
  }

  static String key(ManifestId id) {
    return id.kind().text() + "/" + id.name();
  }
}
