package io.muster.store.config;

import io.muster.config.Stored;
import io.muster.config.Target;
import io.muster.config.TargetStore;
import io.muster.store.KeyValueStore;
import io.muster.store.proto.TargetRecord;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** Targets in the cache {@code desired}. */
@Singleton
final class StoredTargets implements TargetStore {

  private final VersionedRecords<TargetRecord, Target> targets;

  StoredTargets(KeyValueStore store) {
    this.targets =
        new VersionedRecords<>(
            store, "target/", TargetRecord.parser(), ConfigRecords::read, ConfigRecords::write);
  }

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
