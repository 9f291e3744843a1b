package io.muster.policy;

import io.muster.config.ConfigReference;
import io.muster.config.EncodedRevision;
import io.muster.config.Resolver;
import io.muster.protocol.ContentHash;
import java.util.Optional;
import java.util.function.Function;

/**
 * What rollouts decided about a target's config, and a PUT may not undo for all its agents at once:
 * a manifest that nobody changed says what it said before. Pure but for what references mean.
 */
final class RolloutDecisions {

  private static final String BY_STAGES =
      "stage by stage it goes by `muster apply --rollout` or POST /api/v1/rollouts";

  private final Function<ConfigReference, Resolver.Outcome> resolve;

  /** With what references mean now. */
  RolloutDecisions(Function<ConfigReference, Resolver.Outcome> resolve) {
    this.resolve = resolve;
  }

  /** Whether agents would see no difference. */
  boolean unchanged(Target present, EncodedRevision wanted) {
    return means(present.config(), wanted.hash());
  }

  /**
   * Why the config of a target may not be changed like this; empty if it may.
   *
   * @param wanted what the new reference means
   */
  Optional<String> refusal(Target present, ConfigReference reference, EncodedRevision wanted) {
    if (present.requireRollout()) {
      return Optional.of(
          "target "
              + present.name()
              + " requires a rollout to change its config from "
              + present.config()
              + ": write config: "
              + present.config()
              + " to keep it; to "
              + reference
              + " "
              + BY_STAGES
              + "; or first put the target with requireRollout false and the same config");
    }
    for (Replaced each : present.replaced().reversed()) {
      if (each.config().equals(wanted.reference()) || means(each.config(), wanted.hash())) {
        return Optional.of(rolledPast(present, reference, each));
      }
    }
    return present.replaced().isEmpty() || reference.pinned()
        ? Optional.empty()
        : Optional.of(unpinned(present, reference, wanted));
  }

  private boolean means(ConfigReference reference, ContentHash hash) {
    return switch (resolve.apply(reference)) {
      case Resolver.Resolved resolved -> resolved.revision().hash().equals(hash);
      case Resolver.Unusable _ -> false;
    };
  }

  private static String rolledPast(Target present, ConfigReference reference, Replaced before) {
    return "target "
        + present.name()
        + " has "
        + present.config()
        + ", and rollout "
        + before.rollout()
        + " replaced "
        + before.config()
        + ": "
        + reference
        + " would put it back on all agents at once. Write config: "
        + present.config()
        + " to keep what they have; back to "
        + before.config()
        + " "
        + BY_STAGES
        + ". With requireRollout: true no manifest can change the config of this target at once";
  }

  private static String unpinned(
      Target present, ConfigReference reference, EncodedRevision wanted) {
    return "target "
        + present.name()
        + " pins "
        + present.config()
        + ", which a rollout brought, and would follow "
        + reference
        + ": "
        + wanted.reference()
        + " would reach all its agents at once. Write config: "
        + present.config()
        + " to keep what they have; to "
        + wanted.reference()
        + " "
        + BY_STAGES;
  }

  /** What is allowed and may not be meant. */
  Optional<String> warning(Target present, ConfigReference reference, EncodedRevision wanted) {
    if (present.quarantine() instanceof Quarantine quarantine
        && quarantine.hash().equals(wanted.hash())) {
      return Optional.of(
          wanted.reference()
              + " goes to all agents of target "
              + present.name()
              + " that have not had it, although "
              + quarantine.reason()
              + "; "
              + BY_STAGES);
    }
    if (present.replaced().isEmpty()) {
      return Optional.empty();
    }
    if (!reference.pinned()) {
      return Optional.of(
          "target "
              + present.name()
              + " got its config by rollouts and follows "
              + reference
              + " from now on: every PUT of it reaches all its agents at once. Write "
              + present.config()
              + " to keep it pinned");
    }
    return unchanged(present, wanted)
        ? Optional.empty()
        : Optional.of(
            "target "
                + present.name()
                + " got its config by rollouts before, and gets "
                + reference
                + " on all its agents at once: "
                + BY_STAGES
                + "; write requireRollout: true so that nothing else changes it");
  }
}
