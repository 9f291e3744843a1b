package io.muster.plan;

import io.muster.collector.Validation;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigReference;
import io.muster.config.PutConfig;
import io.muster.policy.Policy;
import io.muster.policy.PutTarget;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The world before and after, as far as the store tells it.
 *
 * @param configs what to put, in this order, with the newest revision to be matched
 * @param targets what to put, in this order, with the generation to be matched
 * @param planned documents of the revisions that were looked at, stored or not
 * @param validations what was found in them without regard to agents
 */
record PlannedWorld(
    Policy before,
    Policy after,
    List<Change> changes,
    List<ManifestProblem> problems,
    List<PutConfig> configs,
    List<PutTarget> targets,
    Map<ConfigReference, ConfigDocument> planned,
    Map<ConfigReference, Validation> validations,
    PlanToken token) {

  PlannedWorld {
    changes = List.copyOf(changes);
    problems = List.copyOf(problems);
    configs = List.copyOf(configs);
    targets = List.copyOf(targets);
    planned = Map.copyOf(planned);
    validations = Map.copyOf(validations);
  }

  /** A document that was looked at. */
  Optional<ConfigDocument> document(ConfigReference pinned) {
    return Optional.ofNullable(planned.get(pinned));
  }
}
