package io.muster.config;

import java.util.List;
import java.util.Optional;

/** A {@link TargetStore} in memory, for tests. */
public final class InMemoryTargetStore implements TargetStore {

  private final VersionedMap<Target> targets = new VersionedMap<>();

  @Override
  public Optional<Stored<Target>> target(String name) {
    return targets.get(name);
  }

  @Override
  public List<Stored<Target>> targets() {
    return targets.all();
  }

  @Override
  public boolean addTarget(Target target) {
    return targets.add(target.name(), target);
  }

  @Override
  public boolean replaceTarget(Target target, long expectedVersion) {
    return targets.replace(target.name(), target, expectedVersion);
  }

  @Override
  public boolean removeTarget(String name, long expectedVersion) {
    return targets.remove(name, expectedVersion);
  }
}
