package io.muster.plan;

import io.muster.collector.Validation;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigReference;
import io.muster.config.PutConfig;
import io.muster.policy.Policy;
import io.muster.policy.PutTarget;
import io.muster.rollout.StartRollout;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The world before and after, as far as the store tells it.
 *
 * @param pins targets to put first: those that follow, with what they have
 * @param configs what to put, in this order, with the newest revision to be matched
 * @param targets what to put, in this order, with the generation to be matched
 * @param rollouts what to start then
 * @param underWay rollouts that do what is asked for already, by target
 * @param planned documents of the revisions that were looked at, stored or not
 * @param validations what was found in them without regard to agents
 */
record PlannedWorld(
    Policy before,
    Policy after,
    List<Change> changes,
    List<ManifestProblem> problems,
    List<PutTarget> pins,
    List<PutConfig> configs,
    List<PutTarget> targets,
    List<StartRollout> rollouts,
    Map<String, String> underWay,
    Map<ConfigReference, ConfigDocument> planned,
    Map<ConfigReference, Validation> validations,
    PlanToken token) {

  PlannedWorld {
    changes = List.copyOf(changes);
    problems = List.copyOf(problems);
    pins = List.copyOf(pins);
    configs = List.copyOf(configs);
    targets = List.copyOf(targets);
    rollouts = List.copyOf(rollouts);
    underWay = Map.copyOf(underWay);
    planned = Map.copyOf(planned);
    validations = Map.copyOf(validations);
  }

  /** A document that was looked at. */
  Optional<ConfigDocument> document(ConfigReference pinned) {
    return Optional.ofNullable(planned.get(pinned));
  }
}
