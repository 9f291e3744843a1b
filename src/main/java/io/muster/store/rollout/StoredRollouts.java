package io.muster.store.rollout;

import io.muster.rollout.Rollout;
import io.muster.rollout.RolloutStore;
import io.muster.store.CacheName;
import io.muster.store.KeyValueStore;
import io.muster.store.config.VersionedRecords;
import io.muster.store.proto.RolloutRecord;
import jakarta.inject.Singleton;

/** Rollouts in the cache {@code rollouts}. */
@Singleton
final class StoredRollouts extends VersionedRecords<RolloutRecord, Rollout>
    implements RolloutStore {

  StoredRollouts(KeyValueStore store) {
    super(
        store,
        CacheName.ROLLOUTS,
        "",
        RolloutRecord.parser(),
        Rollout::id,
        RolloutRecords::read,
        RolloutRecords::write);
  }
}
