package io.muster.store.config;

import io.muster.policy.Target;
import io.muster.policy.TargetStore;
import io.muster.store.CacheName;
import io.muster.store.KeyValueStore;
import io.muster.store.proto.TargetRecord;
import jakarta.inject.Singleton;

/** Targets in the cache {@code desired}. */
@Singleton
final class StoredTargets extends VersionedRecords<TargetRecord, Target> implements TargetStore {

  StoredTargets(KeyValueStore store) {
    super(
        store,
        CacheName.DESIRED,
        "target/",
        TargetRecord.parser(),
        Target::name,
        ConfigRecords::read,
        ConfigRecords::write);
  }
}
