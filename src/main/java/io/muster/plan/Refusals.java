package io.muster.plan;

import io.muster.config.PutOutcome;
import io.muster.policy.TargetOutcome;
import java.util.List;

/** What a PUT says against a manifest: the same words in a plan and when it is applied. */
final class Refusals {

  private Refusals() {}

  /** Empty if the config was taken. */
  static List<ManifestProblem> of(String manifest, PutOutcome outcome) {
    return switch (outcome) {
      case PutOutcome.Created _, PutOutcome.Unchanged _ -> List.of();
      case PutOutcome.Invalid(var problems) ->
          problems.stream().map(problem -> new ManifestProblem(manifest, problem)).toList();
      case PutOutcome.TooLarge tooLarge -> one(manifest, tooLarge.message());
      case PutOutcome.PreconditionFailed _ ->
          one(manifest, "somebody else put it at the same time");
      case PutOutcome.TooMany(int limit) ->
          one(manifest, "there are " + limit + " configs, which is the limit");
      case PutOutcome.Busy() -> one(manifest, "others change it all the time");
    };
  }

  /** Empty if the target was taken. */
  static List<ManifestProblem> of(String manifest, TargetOutcome outcome) {
    return switch (outcome) {
      case TargetOutcome.Saved _, TargetOutcome.Unchanged _ -> List.of();
      case TargetOutcome.Invalid(String message) -> one(manifest, message);
      case TargetOutcome.RolloutRequired(var _, String message) -> one(manifest, message);
      case TargetOutcome.InRollout(String rollout) ->
          one(manifest, "rollout " + rollout + " is at work on it: abort it first");
      case TargetOutcome.PreconditionFailed _ ->
          one(manifest, "somebody else put it at the same time");
      case TargetOutcome.Busy() -> one(manifest, "others change it all the time");
    };
  }

  private static List<ManifestProblem> one(String manifest, String message) {
    return List.of(ManifestProblem.error(manifest, message));
  }
}
