package io.muster.plan;

import io.muster.agent.Labels;
import io.muster.config.PutConfig;
import io.muster.failure.InvalidInput;
import io.muster.policy.PutTarget;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What operators want to be, several things at once. What is not named stays as it is.
 *
 * @param all each thing once
 * @param labels of things that have some
 * @param byRollout how targets come to another config; null for at once
 * @param set that they are applied as; null for none
 * @param force also put connection settings after which agents are likely not to come back
 */
public record Manifests(
    List<Manifest> all,
    Map<ManifestId, Labels> labels,
    @Nullable ByRollout byRollout,
    @Nullable OfSet set,
    boolean force) {

  /** Most of them. */
  public static final int MAX = 1_000;

  public Manifests {
    all = List.copyOf(all);
    labels = Map.copyOf(labels);
    if (all.size() > MAX) {
      throw new InvalidInput("there are " + all.size() + " manifests, at most " + MAX);
    }
    Set<ManifestId> seen = new HashSet<>();
    for (Manifest manifest : all) {
      if (!seen.add(manifest.id())) {
        throw new InvalidInput(manifest.id() + " occurs twice among the manifests");
      }
    }
  }

  /** Manifests without labels. */
  public Manifests(
      List<Manifest> all, @Nullable ByRollout byRollout, @Nullable OfSet set, boolean force) {
    this(all, Map.of(), byRollout, set, force);
  }

  /** Manifests of no set. */
  public Manifests(List<Manifest> all, @Nullable ByRollout byRollout, boolean force) {
    this(all, byRollout, null, force);
  }

  /** Configs and targets. */
  public Manifests(
      List<PutConfig> configs, List<PutTarget> targets, @Nullable ByRollout byRollout) {
    this(together(configs, targets), byRollout, null, false);
  }

  /** Configs and targets that take effect at once. */
  public Manifests(List<PutConfig> configs, List<PutTarget> targets) {
    this(configs, targets, null);
  }

  private static List<Manifest> together(List<PutConfig> configs, List<PutTarget> targets) {
    List<Manifest> all = new ArrayList<>();
    configs.forEach(put -> all.add(new Manifest.OfConfig(put)));
    targets.forEach(put -> all.add(new Manifest.OfTarget(put)));
    return all;
  }

  /** The configs among them. */
  public List<PutConfig> configs() {
    return of(Manifest.OfConfig.class).stream().map(Manifest.OfConfig::put).toList();
  }

  /** The targets among them. */
  public List<PutTarget> targets() {
    return of(Manifest.OfTarget.class).stream().map(Manifest.OfTarget::put).toList();
  }

  /** Those of one kind. */
  <T extends Manifest> List<T> of(Class<T> kind) {
    return all.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** What they are about. */
  List<ManifestId> ids() {
    return all.stream().map(Manifest::id).toList();
  }

  /** Whether there is one of this kind. */
  public boolean has(ManifestKind kind) {
    return all.stream().anyMatch(manifest -> manifest.id().kind() == kind);
  }
}
