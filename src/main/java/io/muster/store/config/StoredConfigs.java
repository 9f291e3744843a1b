package io.muster.store.config;

import static io.muster.store.CacheName.REVISIONS;

import io.muster.config.ConfigHead;
import io.muster.config.ConfigRevision;
import io.muster.config.ConfigStore;
import io.muster.config.NamedRecords;
import io.muster.store.CacheName;
import io.muster.store.KeyValueStore;
import io.muster.store.Lifespan;
import io.muster.store.Records;
import io.muster.store.Writes;
import io.muster.store.proto.HeadRecord;
import io.muster.store.proto.RevisionRecord;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Revisions in the cache {@code revisions}, heads in {@code desired}. */
@Singleton
class StoredConfigs implements ConfigStore {

  private final KeyValueStore store;
  private final String revisionPrefix;
  private final VersionedRecords<HeadRecord, ConfigHead> heads;

  @Inject
  StoredConfigs(KeyValueStore store) {
    this(store, "", "config/");
  }

  /** For what is kept as configs are: each kind has prefixes of its own in both caches. */
  StoredConfigs(KeyValueStore store, String revisionPrefix, String headPrefix) {
    this.store = store;
    this.revisionPrefix = revisionPrefix;
    this.heads =
        new VersionedRecords<>(
            store,
            CacheName.DESIRED,
            headPrefix,
            HeadRecord.parser(),
            ConfigHead::name,
            ConfigRecords::read,
            ConfigRecords::write);
  }

  @Override
  public Optional<ConfigRevision> revision(String name, long number) {
    return store
        .get(REVISIONS, key(name, number))
        .map(entry -> Records.read(REVISIONS, entry, RevisionRecord.parser(), ConfigRecords::read));
  }

  @Override
  public boolean addRevision(ConfigRevision revision) {
    return VersionedRecords.applied(
        store.putIfAbsent(
            REVISIONS,
            key(revision.name(), revision.number()),
            ConfigRecords.write(revision),
            Lifespan.FOREVER));
  }

  @Override
  public void removeRevision(String name, long number) {
    Writes.await(store.remove(REVISIONS, key(name, number)));
  }

  @Override
  public NamedRecords<ConfigHead> heads() {
    return heads;
  }

  private String key(String name, long number) {
    return revisionPrefix + name + "/" + number;
  }
}
