package io.muster.plan;

import io.muster.config.PutOutcome;
import io.muster.connection.ConnectionPolicy;
import io.muster.policy.DefaultConfig;
import io.muster.policy.TargetOutcome;
import io.muster.rollout.StartOutcome;
import java.util.List;

/** What a PUT says against a manifest: the same words in a plan and when it is applied. */
final class Refusals {

  private static final String AT_THE_SAME_TIME = "somebody else put it at the same time";
  private static final String BUSY = "others change it all the time";

  private Refusals() {}

  /** Empty if the config or rule set was taken. */
  static List<ManifestProblem> of(ManifestId manifest, PutOutcome outcome) {
    return switch (outcome) {
      case PutOutcome.Created _, PutOutcome.Unchanged _ -> List.of();
      case PutOutcome.Invalid(var problems) ->
          problems.stream()
              .map(problem -> new ManifestProblem(manifest.toString(), problem))
              .toList();
      case PutOutcome.TooLarge tooLarge -> one(manifest, tooLarge.message());
      case PutOutcome.PreconditionFailed _ -> one(manifest, AT_THE_SAME_TIME);
      case PutOutcome.Owned owned -> one(manifest, owned.message());
      case PutOutcome.TooMany(int limit) ->
          one(manifest, "there are " + limit + " of them, which is the limit");
      case PutOutcome.Busy() -> one(manifest, BUSY);
    };
  }

  /** Empty if the target was taken. */
  static List<ManifestProblem> of(ManifestId manifest, TargetOutcome outcome) {
    return of(manifest, outcome, "");
  }

  /**
   * Empty if the target was taken.
   *
   * @param path of the part of the manifest that was refused
   */
  static List<ManifestProblem> of(ManifestId manifest, TargetOutcome outcome, String path) {
    return switch (outcome) {
      case TargetOutcome.Saved _, TargetOutcome.Unchanged _ -> List.of();
      case TargetOutcome.Invalid(String message) ->
          List.of(ManifestProblem.error(manifest, path, message));
      case TargetOutcome.RolloutRequired(var _, String message) ->
          List.of(ManifestProblem.error(manifest, path, message));
      case TargetOutcome.InRollout(String rollout) ->
          one(manifest, "rollout " + rollout + " is at work on it: abort it first");
      case TargetOutcome.PreconditionFailed _ -> one(manifest, AT_THE_SAME_TIME);
      case TargetOutcome.Busy() -> one(manifest, BUSY);
    };
  }

  /** Empty if the default config was set. */
  static List<ManifestProblem> of(ManifestId manifest, DefaultConfig.Outcome outcome) {
    return switch (outcome) {
      case DefaultConfig.Saved _ -> List.of();
      case DefaultConfig.Invalid(String message) ->
          List.of(ManifestProblem.error(manifest, "/spec/config", message));
      case DefaultConfig.Moved _ -> one(manifest, AT_THE_SAME_TIME);
      case DefaultConfig.Busy() -> one(manifest, BUSY);
    };
  }

  /** Empty if the connection settings were put. */
  static List<ManifestProblem> of(ManifestId manifest, ConnectionPolicy.Outcome outcome) {
    return switch (outcome) {
      case ConnectionPolicy.Outcome.Changed _ -> List.of();
      case ConnectionPolicy.Outcome.Moved _ -> one(manifest, AT_THE_SAME_TIME);
      case ConnectionPolicy.Outcome.NotFound() -> one(manifest, "there is nothing of this name");
      case ConnectionPolicy.Outcome.Busy() -> one(manifest, BUSY);
    };
  }

  /** Empty if the rollout began. */
  static List<ManifestProblem> of(ManifestId manifest, StartOutcome outcome) {
    return switch (outcome) {
      case StartOutcome.Started _ -> List.of();
      case StartOutcome.NoTarget(String target) ->
          List.of(
              ManifestProblem.error(
                  manifest, "/spec/target", "there is no target '" + target + "'"));
      case StartOutcome.Invalid(String message) ->
          List.of(ManifestProblem.error(manifest, "/spec/config", message));
      case StartOutcome.Conflict(String message) -> one(manifest, message);
      case StartOutcome.Busy() -> one(manifest, BUSY);
    };
  }

  private static List<ManifestProblem> one(ManifestId manifest, String message) {
    return List.of(ManifestProblem.error(manifest, "", message));
  }
}
