package io.muster.plan;

import io.muster.config.PutConfig;
import io.muster.failure.InvalidInput;
import io.muster.policy.PutTarget;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What operators want to be, several things at once. What is not named stays as it is.
 *
 * @param configs each name once; `ifMatch` is not used
 * @param targets likewise
 * @param byRollout how targets come to another config; null for at once
 */
public record Manifests(
    List<PutConfig> configs, List<PutTarget> targets, @Nullable ByRollout byRollout) {

  /** Most configs and targets together. */
  public static final int MAX = 1_000;

  public Manifests {
    configs = List.copyOf(configs);
    targets = List.copyOf(targets);
    if (configs.size() + targets.size() > MAX) {
      throw new InvalidInput(
          "there are " + (configs.size() + targets.size()) + " manifests, at most " + MAX);
    }
    Set<String> names = new HashSet<>();
    configs.forEach(config -> once(names, "config " + config.name()));
    targets.forEach(target -> once(names, "target " + target.name()));
  }

  /** Manifests that take effect at once. */
  public Manifests(List<PutConfig> configs, List<PutTarget> targets) {
    this(configs, targets, null);
  }

  private static void once(Set<String> names, String name) {
    if (!names.add(name)) {
      throw new InvalidInput(name + " occurs twice among the manifests");
    }
  }
}
