package io.muster.policy;

import io.muster.agent.AgentState;
import io.muster.config.ConfigReference;
import io.muster.config.EncodedRevision;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one agent should have, and why: the answer of {@link #desired}.
 *
 * <p><b>How targets share agents</b> (SEMANTICS 18). An agent's candidates are the targets whose
 * selector matches it and whose weight is not 0, in the order of {@link Target#ORDER}. The weights
 * are laid end to end from 0; the candidate on whose stretch the agent's {@link Bucket} falls is
 * chosen. What lies behind the last stretch belongs to the last candidate. Without candidates the
 * default config counts.
 *
 * <p>Weights 10 and 90 on one selector thus split its agents; a target of weight 100 takes all that
 * come to it, so that of two such targets the one of lower order wins where both match, however
 * their selectors differ. A lone target takes all its agents whatever its weight is. Groups,
 * targets of equal selectors, matter for the check of weights only.
 *
 * @param revision null if there is nothing for the agent: no config at all, or one that does not
 *     exist any more, for which nothing else is substituted
 * @param since when operators came to want this
 * @param bounding the target whose window says when the agent may be given it; null if none does,
 *     as when a rollout gives it, or takes it back from this agent
 */
public record Desired(
    @Nullable EncodedRevision revision, Reason reason, Instant since, @Nullable Target bounding) {

  private Desired(@Nullable EncodedRevision revision, Reason reason, Instant since) {
    this(revision, reason, since, null);
  }

  /** Why an agent should have what it should have. */
  public sealed interface Reason {}

  /**
   * A target chose it.
   *
   * @param config what the target names, pinned or not, or what its rollout leads to
   * @param bucket of the agent, 0 to 99
   * @param from first bucket of the target's stretch
   * @param to bucket behind its stretch; 100 for the last candidate
   * @param rollout the rollout that gives the agent this config; null if it is the target's own
   */
  public record ByTarget(
      String target, ConfigReference config, int bucket, int from, int to, @Nullable String rollout)
      implements Reason {}

  /** No target matches; the default config is for such agents. */
  public record ByDefault(ConfigReference config) implements Reason {}

  /** No target matches, and there is no default config. */
  public record Nothing() implements Reason {}

  /** What this agent should have. Pure and quick: a few look-ups. */
  public static Desired desired(AgentState agent, Policy policy) {
    List<Target> candidates = policy.candidates(agent);
    if (candidates.isEmpty()) {
      return byDefault(policy);
    }
    int bucket = Bucket.of(agent.facts().firstUid());
    int last = candidates.size() - 1;
    int from = 0;
    for (int i = 0; i < last; i++) {
      Target candidate = candidates.get(i);
      int to = Math.min(from + candidate.weight(), Bucket.COUNT);
      if (bucket < to) {
        return byTarget(agent, policy, candidate, bucket, from, to);
      }
      from = to;
    }
    return byTarget(agent, policy, candidates.get(last), bucket, from, Bucket.COUNT);
  }

  private static Desired byTarget(
      AgentState agent, Policy policy, Target target, int bucket, int from, int to) {
    Split split = target.split();
    Split giving = split != null && split.includes(agent, target.labelsOnly()) ? split : null;
    ConfigReference config = giving == null ? target.config() : giving.to();
    EncodedRevision revision = policy.resolve(config).orElse(null);
    boolean steered =
        giving != null || (split != null && split.excluded().contains(agent.facts().firstUid()));
    return new Desired(
        revision,
        new ByTarget(
            target.name(), config, bucket, from, to, giving == null ? null : giving.rollout()),
        later(target.changedAt(), revision),
        steered ? null : target);
  }

  private static Desired byDefault(Policy policy) {
    return policy
        .defaultConfig()
        .map(config -> {
          EncodedRevision revision = policy.resolve(config).orElse(null);
          return new Desired(
              revision, new ByDefault(config), later(policy.defaultSince(), revision));
        })
        .orElseGet(() -> new Desired(null, new Nothing(), Instant.EPOCH));
  }

  private static Instant later(Instant wanted, @Nullable EncodedRevision revision) {
    return revision == null || revision.createdAt().isBefore(wanted)
        ? wanted
        : revision.createdAt();
  }
}
