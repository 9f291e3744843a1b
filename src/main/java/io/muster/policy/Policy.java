package io.muster.policy;

import io.muster.agent.AgentState;
import io.muster.config.ConfigReference;
import io.muster.config.EncodedRevision;
import io.muster.config.RuleReference;
import io.muster.protocol.ContentHash;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What operators want of all agents at one moment: targets, the default config, and the revisions
 * these name, ready to be sent. Immutable; replaced as a whole by {@link PolicySource}.
 */
public final class Policy {

  /** Wants nothing: before anything was read. */
  public static final Policy EMPTY = new Policy(PolicySettings.NONE, List.of(), Map.of());

  private final PolicySettings settings;
  private final List<Target> targets;
  private final Map<ConfigReference, EncodedRevision> revisions;
  private final Map<ConfigReference, EncodedRevision> encoded = new HashMap<>();
  private final Map<String, Target> byName = new HashMap<>();
  private final TargetIndex index;
  private final boolean windows;

  /**
   * A snapshot.
   *
   * @param targets in any order
   * @param revisions what each reference of targets and settings resolves to; one that resolves to
   *     nothing is missing
   */
  public Policy(
      PolicySettings settings,
      List<Target> targets,
      Map<ConfigReference, EncodedRevision> revisions) {
    this.settings = settings;
    this.targets = targets.stream().sorted(Target.ORDER).toList();
    this.revisions = Map.copyOf(revisions);
    revisions.values().forEach(revision -> encoded.put(revision.reference(), revision));
    this.targets.forEach(target -> byName.put(target.name(), target));
    this.index = new TargetIndex(this.targets);
    this.windows = targets.stream().anyMatch(target -> target.window() != null);
  }

  /**
   * Rises with every change and never falls, over restarts and on all instances: an instance that
   * knows a lower one than an agent was offered must read again first (SEMANTICS 14).
   */
  public long generation() {
    return settings.generation();
  }

  /** All targets in the order they are asked. */
  public List<Target> targets() {
    return targets;
  }

  /** A target by its name; null if there is none. */
  @Nullable Target target(String name) {
    return byName.get(name);
  }

  /** What agents get that no target wants. */
  public Optional<ConfigReference> defaultConfig() {
    return Optional.ofNullable(settings.defaultConfig());
  }

  /** The revision a reference means now; empty if it does not exist. */
  public Optional<EncodedRevision> resolve(ConfigReference reference) {
    return Optional.ofNullable(revisions.get(reference));
  }

  /**
   * The same with other targets and revisions: what would be, were they put.
   *
   * @param changedTargets all targets
   * @param changedRevisions what each of their references and the default resolve to
   */
  public Policy with(
      List<Target> changedTargets, Map<ConfigReference, EncodedRevision> changedRevisions) {
    return new Policy(settings, changedTargets, changedRevisions);
  }

  /**
   * What some agents should have had by the policy before and no longer should, because the rollout
   * that gave it to them takes it back: hashes of configs.
   */
  Set<ContentHash> takenBackSince(Policy before) {
    Set<ContentHash> hashes = new HashSet<>();
    for (Target target : before.targets) {
      if (target.split() instanceof Split split && !split.isNone()) {
        boolean stays =
            targets.stream()
                .filter(now -> now.name().equals(target.name()))
                .anyMatch(now ->
                    now.config().equals(split.to())
                        || (now.split() instanceof Split still
                            && still.to().equals(split.to())
                            && !still.isNone()));
        if (!stays) {
          before.resolve(split.to()).ifPresent(revision -> hashes.add(revision.hash()));
        }
      }
    }
    return hashes;
  }

  /** The same in another generation. */
  Policy with(PolicySettings sealed) {
    return new Policy(sealed, targets, revisions);
  }

  /** Whether this agent should have this revision, with whatever rule sets. */
  public boolean wants(AgentState agent, ConfigReference pinned) {
    EncodedRevision revision = Desired.desired(agent, this).revision();
    return revision != null
        && revision.number() == pinned.revision()
        && revision.name().equals(pinned.name());
  }

  /** Whether this agent should have a config with this revision of a rule set in it. */
  public boolean wants(AgentState agent, RuleReference pinned) {
    EncodedRevision revision = Desired.desired(agent, this).revision();
    return revision != null && revision.rules().contains(pinned);
  }

  /** Whether any target has hours. */
  public boolean hasWindows() {
    return windows;
  }

  List<Target> candidates(AgentState agent) {
    return index.matching(agent);
  }

  Instant defaultSince() {
    return settings.changedAt();
  }

  /** A revision that this snapshot has encoded already. */
  @Nullable EncodedRevision encoded(ConfigReference pinned) {
    return encoded.get(pinned);
  }

  /** Whether it wants the same, whatever the generation. */
  boolean sameAs(Policy other) {
    return targets.equals(other.targets)
        && revisions.equals(other.revisions)
        && Objects.equals(settings.defaultConfig(), other.settings.defaultConfig())
        && settings.changedAt().equals(other.settings.changedAt());
  }
}
