package io.muster.store.config;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.muster.config.ConfigOwner;
import io.muster.config.ConfigOwner.Hold;
import io.muster.config.ConfigOwnerStore;
import io.muster.store.CacheName;
import io.muster.store.KeyValueStore;
import io.muster.store.proto.ConfigOwnerRecord;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Locale;

/** Who keeps which config, in the cache {@code desired}. */
@Singleton
final class StoredConfigOwners extends VersionedRecords<ConfigOwnerRecord, ConfigOwner>
    implements ConfigOwnerStore {

  StoredConfigOwners(KeyValueStore store) {
    super(
        store,
        CacheName.DESIRED,
        "owner/",
        ConfigOwnerRecord.parser(),
        ConfigOwner::config,
        StoredConfigOwners::read,
        StoredConfigOwners::write);
  }

  private static ByteString write(ConfigOwner owner) {
    return ConfigOwnerRecord.newBuilder()
        .setConfig(owner.config())
        .setOwner(owner.owner())
        .setUid(owner.uid())
        .setHold(owner.hold().name().toLowerCase(Locale.ROOT))
        .setObserved(owner.observed())
        .setRevision(owner.revision())
        .setRollout(owner.rollout())
        .setChangedAt(
            Timestamp.newBuilder()
                .setSeconds(owner.changedAt().getEpochSecond())
                .setNanos(owner.changedAt().getNano()))
        .setChangedBy(owner.changedBy())
        .build()
        .toByteString();
  }

  private static ConfigOwner read(ConfigOwnerRecord record) {
    return new ConfigOwner(
        record.getConfig(),
        record.getOwner(),
        record.getUid(),
        Hold.valueOf(record.getHold().toUpperCase(Locale.ROOT)),
        record.getObserved(),
        record.getRevision(),
        record.getRollout(),
        Instant.ofEpochSecond(record.getChangedAt().getSeconds(), record.getChangedAt().getNanos()),
        record.getChangedBy());
  }
}
