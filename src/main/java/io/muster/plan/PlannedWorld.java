package io.muster.plan;

import io.muster.agent.AgentState;
import io.muster.agent.Labels;
import io.muster.collector.Validation;
import io.muster.config.ConfigDocument;
import io.muster.config.ConfigReference;
import io.muster.config.PutConfig;
import io.muster.connection.PutConnection;
import io.muster.policy.Policy;
import io.muster.policy.PutTarget;
import io.muster.protocol.InstanceUid;
import io.muster.rollout.StartRollout;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The world before and after, as far as the store tells it.
 *
 * @param steps what to do, in this order
 * @param underWay rollouts that do what is asked for already, by target
 * @param set that the manifests are applied as; null for none
 * @param claimed what belongs to it then
 * @param released what does not any more
 * @param labels of agents that get others
 * @param planned documents of the revisions that were looked at, stored or not
 * @param validations what was found in them without regard to agents
 */
record PlannedWorld(
    Policy before,
    Policy after,
    List<Change> changes,
    List<ManifestProblem> problems,
    List<Step> steps,
    Map<String, String> underWay,
    @Nullable OfSet set,
    List<ManifestId> claimed,
    List<ManifestId> released,
    Map<InstanceUid, Labels> labels,
    Map<ConfigReference, ConfigDocument> planned,
    Map<ConfigReference, Validation> validations,
    PlanToken token) {

  PlannedWorld {
    changes = List.copyOf(changes);
    problems = List.copyOf(problems);
    steps = List.copyOf(steps);
    underWay = Map.copyOf(underWay);
    claimed = List.copyOf(claimed);
    released = List.copyOf(released);
    labels = Map.copyOf(labels);
    planned = Map.copyOf(planned);
    validations = Map.copyOf(validations);
  }

  /** One write, made only if what it changes is as it was. */
  sealed interface Step {

    /** A target that follows is pinned to what it has. */
    record Pin(PutTarget put) implements Step {}

    /** A rule set, with the newest revision to be matched. */
    record PutRules(PutConfig put) implements Step {}

    /** A config, with the newest revision to be matched. */
    record PutRevision(PutConfig put) implements Step {}

    /** A target, with the generation to be matched. */
    record Put(PutTarget put) implements Step {}

    /** The default config, and what it was. */
    record SetDefault(
        @Nullable ConfigReference config, @Nullable ConfigReference before, String author)
        implements Step {}

    /** Connection settings, with the generation to be matched. */
    record Connect(PutConnection put) implements Step {}

    /** The labels of an agent, and what they were. */
    record Label(InstanceUid uid, String author, Labels labels, Labels before) implements Step {}

    /**
     * A rollout.
     *
     * @param manifest that asked for it: a target, or a rollout
     */
    record Start(StartRollout start, ManifestId manifest) implements Step {}

    /**
     * The labels of a thing, which is there by then.
     *
     * @param reference what it is then, and its version, for who did nothing else with it
     */
    record Mark(ManifestId manifest, Labels labels, String reference, long version)
        implements Step {}

    /** What a set no longer has is deleted, with the revision or generation to be matched. */
    record Delete(ManifestId manifest, long version, String author) implements Step {}
  }

  /** The agent as it would be labelled. */
  AgentState relabelled(AgentState agent) {
    Labels changed = labels.get(agent.uid());
    return changed == null ? agent : agent.withLabels(changed);
  }

  /** A document that was looked at. */
  Optional<ConfigDocument> document(ConfigReference pinned) {
    return Optional.ofNullable(planned.get(pinned));
  }
}
